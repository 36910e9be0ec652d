/** `ilf alerts`: tells a webhook or a Telegram chat of what a person should know. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { ALERT_KINDS, type AlertKind } from '../../alerts/alert.ts'
import { DEFAULT_RULES } from '../../alerts/alert-rules.ts'
import { ALERTS_HELP } from '../../alerts/load-channels.ts'
import { SENDER_TIMES } from '../../alerts/sending/alert-sender.ts'
import { addClusterOptions, type ClusterCommandOptions, countOf, ENVIRONMENT_HELP } from '../kafka/options.ts'
import type { LogLevel } from '../run/log.ts'
import { DATA_OPTION } from '../with-reader.ts'

/** What commander hands over. */
export interface AlertsOptions extends ClusterCommandOptions {
  readonly data?: string
  readonly fromStart: boolean
  readonly test: boolean
  readonly print: boolean
  readonly only: readonly AlertKind[]
  readonly frozenAfterMs: number
  readonly deadLetters: number
  readonly everyMs: number
  readonly logLevel?: LogLevel
}

const LOG_LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug']

const HELP = `
Looks on beside a run, or with --kafka at a cluster, and tells of

  position      opened, and closed with its result
  risk          a plan that a limit has refused
  account       halted, reducing, draining, and resumed
  feed          a feed that stands still while others move, or while the clock does
  dead-letters  more than --dead-letters within five minutes
  order         an order whose fate is unknown, and known again

It begins at the end: what happened before is not told. A burst leaves as one message. docs/alerts.md says the rest.

Exit codes: 0 stopped when asked, or the test arrived everywhere; 1 it could not go on, or the test did not arrive.

Examples:
  $ ilf alerts --test
  $ ilf alerts --only position,account,order
  $ ilf alerts --from-start --print | jq .title
  $ ilf alerts --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7
${ENVIRONMENT_HELP}
${ALERTS_HELP}`

export function registerAlerts(program: Command): void {
  const alerts = program
    .command('alerts')
    .description('tell a webhook or a Telegram chat what a person should know')
    .option(...DATA_OPTION)
  addClusterOptions(alerts)
    .option('--test', 'send a test message, say what was answered, and end', false)
    .option('--print', 'print alerts as JSON lines instead of sending them', false)
    .option('--from-start', 'begin at the first record', false)
    .option('--only <kinds>', 'these kinds only, with commas', kindsOf, DEFAULT_RULES.kinds)
    .option('--frozen-after-ms <n>', 'event time without a tick', countOf, DEFAULT_RULES.frozenAfterMs)
    .option('--dead-letters <n>', 'so many within five minutes are not told', countOf, DEFAULT_RULES.deadLetters)
    .option('--every-ms <n>', 'least time between two messages', countOf, SENDER_TIMES.everyMs)
    .addOption(new Option('--log-level <level>', 'least level of log lines').choices(LOG_LEVELS))
    .addHelpText('after', HELP)
    .action(async (options: AlertsOptions) => {
      const { runAlerts } = await import('../alerts/run-alerts.ts')
      await runAlerts(options)
    })
}

function kindsOf(text: string): readonly AlertKind[] {
  return text.split(',').map((name) => {
    const kind = ALERT_KINDS.find((one) => one === name.trim())
    if (kind === undefined) throw new InvalidArgumentError(`There are ${ALERT_KINDS.join(', ')}.`)
    return kind
  })
}
