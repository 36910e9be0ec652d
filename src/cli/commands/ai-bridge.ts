/** `ilf ai-bridge`: asks an AI engine about every candle of market.tick, and puts its answers on ai.signal. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { addClusterOptions, type ClusterCommandOptions, countOf, ENVIRONMENT_HELP } from '../kafka/options.ts'
import type { LogLevel } from '../run/log.ts'

/** What commander hands over. */
export interface AiBridgeOptions extends ClusterCommandOptions {
  readonly engine: string
  readonly timeframe: string
  readonly timeoutMs: number
  readonly deadlineMs: number
  readonly retries: number
  readonly concurrency: number
  /** Infinite: any age. */
  readonly maxAgeMs: number
  readonly fallback: boolean
  readonly plain: boolean
  readonly fromBeginning: boolean
  readonly healthPort?: number
  readonly logLevel?: LogLevel
}

const LOG_LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug']

const HELP = `
Any engine will do that answers POST /api/ai/signal as \`ilf ai-engine\` does (docs/ai-engine.md). Every answer is checked;
where there is none that can be used, the fallback speaks: the direction of the last 24 hours, with the model
"fallback" and the reason in words. Signals of the same candle have the same id, so run this or ai-baseline, not both.

Positions are committed with the signals. Started again it goes on where it stopped, and skips intervals that ended
longer ago than --max-age-ms. The group id is <app>-ai-bridge-<timeframe>; scaling is starting the same command again.
Stops cleanly at SIGTERM and Ctrl-C: it waits for the answers to what was asked.

Examples:
  $ ilf ai-bridge --engine http://127.0.0.1:8001 --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7
  $ ilf ai-bridge --engine http://ai:8001 --timeframe 1h --no-fallback --health-port 8095
${ENVIRONMENT_HELP}`

export function registerAiBridge(program: Command): void {
  const bridge = program
    .command('ai-bridge')
    .description('ask an AI engine about every candle, and put its answers on ai.signal')
    .requiredOption('--engine <url>', 'where the engine is; /api/ai/signal is put behind it')
  addClusterOptions(bridge)
    .option('--timeframe <length>', 'candle length to ask about', '5m')
    .option('--timeout-ms <n>', 'time for one answer', countOf, 3_000)
    .option('--deadline-ms <n>', 'time for a question with all its tries', countOf, 10_000)
    .option('--retries <n>', 'tries after the first', wholeNumber, 2)
    .option('--concurrency <n>', 'questions that are with the engine at once', countOf, 8)
    .option('--max-age-ms <n>', 'skip intervals that ended longer ago; none for recordings', ageOf, 120_000)
    .option('--no-fallback', 'give no signal where the engine gives none; a dead letter says why')
    .option('--plain', 'send only symbol, price, volume and timeframe: for engines that refuse other fields', false)
    .option('--from-beginning', 'begin at the first tick where the group has committed nothing', false)
    .option('--health-port <port>', 'answer health checks and Prometheus on this port', countOf)
    .addOption(new Option('--log-level <level>', 'least level of log lines').choices(LOG_LEVELS))
    .addHelpText('after', HELP)
    .action(async (options: AiBridgeOptions) => {
      const { runBridge } = await import('../kafka/run-bridge.ts')
      await runBridge(options)
    })
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a whole number.')
}

function ageOf(text: string): number {
  return text === 'none' ? Number.POSITIVE_INFINITY : countOf(text)
}
