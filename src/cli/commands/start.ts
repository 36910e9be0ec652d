/** `ilf start`: runs topologies as a member of their consumer group, until it is stopped. */
import { type Command, Option } from 'commander'
import {
  addClusterOptions,
  addPartitionsOption,
  type ClusterCommandOptions,
  countOf,
  ENVIRONMENT_HELP,
} from '../kafka/options.ts'
import type { LogLevel } from '../run/log.ts'

/** What commander hands over. */
export interface StartOptions extends ClusterCommandOptions {
  readonly partitions?: number
  readonly set?: readonly string[]
  readonly healthPort?: number
  readonly logLevel?: LogLevel
}

const LOG_LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug']

const HELP = `
The group id is <app>-<topology>.<topology>…, in the order of the dataflow: the same topologies are always the same
group, and scaling is starting the same command again, on as many machines as there are partitions. The topics must be
there: \`ilf topics create <topology>,<topology>\` for topologies that run together. All members of a group need the
same --partitions and --set. Stops cleanly at SIGTERM and Ctrl-C: what was taken is committed, and the others take over
at once.

--health-port answers GET /health/live, GET /health/ready with 200 when lanes are assigned, restored and get on with their
inputs, else 503 and the reason, and GET /metrics for Prometheus (docs/observability.md).

Examples:
  $ ilf start trade-intent --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7
  $ ilf start exit-brain execution --health-port 8090
  $ ilf start all --set gate.threshold=0.7
${ENVIRONMENT_HELP}`

export function registerStart(program: Command): void {
  const start = program
    .command('start')
    .description('run topologies on Kafka as a member of their group')
    .argument('<topology...>', 'topologies that run together, or all')
  addPartitionsOption(addClusterOptions(start))
    .option('--set <key=value...>', 'change the configuration (keys: ilf config)')
    .option('--health-port <port>', 'answer health checks and Prometheus on this port', countOf)
    .addOption(new Option('--log-level <level>', 'least level of log lines').choices(LOG_LEVELS))
    .addHelpText('after', HELP)
    .action(async (names: readonly string[], options: StartOptions) => {
      const { startMember } = await import('../kafka/start-member.ts')
      await startMember(names, options)
    })
}
