/** `ilf run`: plays a recording through all topologies and reports. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { CommandError } from '../failure.ts'
import {
  addClusterOptions,
  addPartitionsOption,
  type ClusterCommandOptions,
  countOf,
  ENVIRONMENT_HELP,
} from '../kafka/options.ts'
import type { LogLevel } from '../run/log.ts'
import { speedOf } from '../run/speed.ts'

/** What commander hands over. */
export interface RunCommandOptions extends ClusterCommandOptions {
  /** Undefined: on a terminal. */
  readonly dashboard?: boolean
  readonly candles?: string
  readonly signals?: string
  readonly data?: string
  readonly symbols?: readonly string[]
  readonly from?: string
  readonly to?: string
  readonly speed: 'max' | number
  readonly set?: readonly string[]
  readonly fresh?: boolean
  readonly json?: boolean
  readonly report?: string
  readonly progress: boolean
  readonly logLevel?: LogLevel
  readonly partitions?: number
  readonly healthPort?: number
}

const LOG_LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug']

const HELP = `
Without options it plays the recording that ships with ilf: 44 perpetuals, December 2025. Ctrl-C stops it cleanly; the
same command goes on where it stopped. The report goes to stdout, everything else to stderr.

Examples:
  $ ilf run
  $ ilf run --symbols OPUSDT,SOLUSDT --from 2025-12-13T18:00 --to 2025-12-14
  $ ilf run --speed 60 --log-level info --data .ilf/slow          one minute of event time a second
  $ ilf run --candles my.csv.gz --signals my.jsonl --data :memory:
  $ ilf run --set gate.threshold=0.7 timeframe=15m --fresh       keys and defaults: ilf config
  $ ilf run --json > report.json
  $ ilf run --report report.html
  $ ilf run --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7

With --kafka the topics and the state lie in the cluster instead of a folder: topics are created where they are missing,
the recording is published into them, every topology runs in this process until the outputs are quiet, and the report is
made of what the topics hold. The same command goes on where it stopped. Another recording needs another --topic-prefix
and --app. --data, --fresh and --speed have no meaning there. --health-port goes with it: GET /health/ready and /metrics
until the command ends.
${ENVIRONMENT_HELP}`

export function registerRun(program: Command): void {
  const run = program.command('run').description('play a market recording through all topologies, and report')
  run
    .option('--candles <file>', 'candles to play: CSV, gzip or not (default: the recording that ships with ilf)')
    .option('--signals <file>', 'AI signals to play instead of the built-in model: JSON lines or CSV')
    .option('--data <dir>', 'folder that keeps topics and state, or :memory: (default: .ilf/data)')
    .option('--symbols <list>', 'play these symbols only, with commas: OPUSDT,SOLUSDT', symbolList)
    .option('--from <time>', 'first candle, ISO 8601 (UTC where no zone is given) or epoch milliseconds')
    .option('--to <time>', 'end, exclusive')
    .option(
      '--dashboard',
      'serve the dashboard beside the run (default: on a terminal), and go on serving when it is over',
    )
    .option('--no-dashboard', 'do not')
    .option('--speed <speed>', 'max, or seconds of event time a second: 1 is real time', speedOf, 'max')
    .option('--set <key=value...>', 'change the configuration (keys: ilf config)')
    .option('--fresh', 'throw away what the data folder holds, and begin anew')
    .option('--json', 'print the report as one JSON document')
    .option('--report <file>', 'also write the report as a self-contained HTML page')
    .option('--no-progress', 'no progress bar')
    .addOption(new Option('--log-level <level>', 'least level of log lines').choices(LOG_LEVELS))
  addPartitionsOption(addClusterOptions(run))
    .option('--health-port <port>', 'answer health checks and Prometheus on this port (with --kafka)', countOf)
    .addHelpText('after', HELP)
    .action(async (options: RunCommandOptions) => {
      if (options.kafka === undefined) {
        refuseClusterOptions(options)
        const { play } = await import('../run/play.ts')
        await play(options)
      } else {
        refuseFolderOptions(options)
        const { playOnKafka } = await import('../kafka/play-on-kafka.ts')
        await playOnKafka(options)
      }
    })
}

function symbolList(text: string): readonly string[] {
  const symbols = text.split(',').map((symbol) => symbol.trim().toUpperCase())
  if (symbols.some((symbol) => symbol === ''))
    throw new InvalidArgumentError('Write symbols with commas: OPUSDT,SOLUSDT')
  return symbols
}

/** Only `--kafka` itself chooses the cluster: a variable that other commands need must not move a run there. */
function refuseClusterOptions({ registry, app, topicPrefix, partitions, healthPort }: RunCommandOptions): void {
  const names = { '--registry': registry, '--app': app, '--topic-prefix': topicPrefix }
  const given = { ...names, '--partitions': partitions, '--health-port': healthPort }
  const [first] = Object.entries(given).find(([, value]) => value !== undefined) ?? []
  if (first !== undefined) throw new CommandError(`${first} goes with --kafka only`)
}

function refuseFolderOptions({ data, fresh, speed }: RunCommandOptions): void {
  if (data !== undefined) throw new CommandError('--data does not go with --kafka: topics and state lie in the cluster')
  if (fresh === true) throw new CommandError('--fresh does not go with --kafka: take another --topic-prefix and --app')
  if (speed !== 'max') throw new CommandError('--speed does not go with --kafka: it publishes as fast as it can')
}
