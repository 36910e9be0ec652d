/** `ilf control`: an operator's word to an account: halt, reduce, resume, drain, close all. */
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { Argument, type Command } from 'commander'
import type { Control } from '../../records/generated.ts'
import { CommandError } from '../failure.ts'
import { addClusterOptions, type ClusterCommandOptions, ENVIRONMENT_HELP } from '../kafka/options.ts'
import { DATA_OPTION } from '../with-reader.ts'

const WORDS = ['halt', 'reduce', 'resume', 'drain', 'close-all'] as const

interface ControlOptions extends ClusterCommandOptions {
  readonly account: string
  readonly by?: string
  readonly reason: string
  readonly data?: string
}

const HELP = `
  halt       no new positions, unfilled entries are cancelled; stays so through restarts until resume
  reduce     no new positions; what is open goes on to its exits
  resume     back to normal; the only way out of a halt
  drain      no new positions, for a shutdown
  close-all  close every position at the market, and open none

It goes to the run in a data folder, or with --kafka to a cluster, where the account's gateway hears it too.

Exit codes: 0 the word was queued or published, 1 it was not.

Examples:
  $ ilf control halt --reason "exchange maintenance"
  $ ilf control resume
  $ ilf control halt --account main --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7
${ENVIRONMENT_HELP}`

export function registerControl(program: Command): void {
  const control = program
    .command('control')
    .description("give an operator's word to an account")
    .addArgument(new Argument('<word>', 'what to do').choices(WORDS))
    .option('--account <name>', 'the account', 'paper')
    .option('--by <name>', 'who gives it (default: the user who is logged in)')
    .option('--reason <text>', 'why; shown wherever the mode is', 'none given')
    .option(...DATA_OPTION)
  addClusterOptions(control)
    .addHelpText('after', HELP)
    .action(async (word: (typeof WORDS)[number], options: ControlOptions) => {
      const command = word.toUpperCase().replace('-', '_') as Control
      const { account, reason, by = userInfo().username } = options
      if (options.kafka !== undefined) {
        if (options.data !== undefined) throw new CommandError('--kafka and --data: the word goes to one of them')
        const { controlCluster } = await import('../kafka/control-cluster.ts')
        await controlCluster({ account, event_time: Date.now(), command, issued_by: by, reason }, options)
        return
      }
      const [{ DEFAULT_DATA, topicsByName }, { openInbox, produce }] = await Promise.all([
        import('../../app.ts'),
        import('../../inspect/produce/produce.ts'),
      ])
      const topic = topicsByName.get('control.command')
      if (topic === undefined) throw new CommandError('there is no topic control.command')
      const folder = resolve(options.data ?? DEFAULT_DATA)
      const line = JSON.stringify({ account, command, issued_by: by, reason })
      const storage = await openInbox(folder)
      try {
        const problems: string[] = []
        const onBadLine = (_line: number, problem: string) => problems.push(problem)
        await produce(storage, { topic, lines: [line], onBadLine })
        if (problems.length > 0) throw new CommandError(problems.join('; '))
        process.stdout.write(
          `queued ${command} for account ${account}: the run in ${folder}, or the next one, takes it\n`,
        )
      } finally {
        await storage.close()
      }
    })
}
