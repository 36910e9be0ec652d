/** `ilf ingest`: live prices, funding rates and listings of exchanges, onto the input topics in Kafka. */
import { type Command, Option } from 'commander'
import { addMarketOptions, type MarketOptions } from '../ingest-options.ts'
import {
  addClusterOptions,
  addPartitionsOption,
  type ClusterCommandOptions,
  countOf,
  ENVIRONMENT_HELP,
} from '../kafka/options.ts'
import type { LogLevel } from '../run/log.ts'

/** What commander hands over. */
export interface IngestCommandOptions extends ClusterCommandOptions, MarketOptions {
  readonly partitions?: number
  readonly healthPort?: number
  readonly logLevel?: LogLevel
}

const LOG_LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug']

const HELP = `
Needs no keys. Prices come over a websocket where ccxt has one for the exchange; else, or with --poll, they are asked for,
every 2 seconds unless --poll says how often. Orders go to the first exchange (its ticks are TRADED); the others are
compared with it (REFERENCE). Without --symbols it follows 42 USDT perpetuals. First come the candles of the last hours as
ticks, so that indicators are warm at once; started again it begins after the last tick that market.tick holds.

A tick is given only when the market itself has moved. A feed that stands still, even under fresh timestamps, gives
none, and signals for its symbol are refused with STALE_MARKET. Unsound prices go to dead.letter with the reason. What
an exchange does wrong is told on stderr and waited out. Run it once for each cluster: two of them would give every
tick twice. --health-port answers GET /health/ready with 200 while every exchange is live, else 503 and the reason.

Stops cleanly at SIGTERM and Ctrl-C (exit code 0). Exit code 1: an exchange or symbol that does not exist, or a cluster
that does not take the records; 2: a wrong option.

Examples:
  $ ilf ingest --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7
  $ ilf ingest --exchange binanceusdm,bybit,okx --symbols BTCUSDT,ETHUSDT
  $ ilf ingest --endpoint binanceusdm=http://127.0.0.1:8099       another host: a test venue or a proxy
${ENVIRONMENT_HELP}`

export function registerIngest(program: Command): void {
  const ingest = program
    .command('ingest')
    .description('follow live markets: prices, funding rates and listings onto the input topics')
  addPartitionsOption(addClusterOptions(addMarketOptions(ingest)))
    .option('--health-port <port>', 'answer health checks and Prometheus on this port', countOf)
    .addOption(new Option('--log-level <level>', 'least level of log lines').choices(LOG_LEVELS))
    .addHelpText('after', HELP)
    .action(async (options: IngestCommandOptions) => {
      const { runIngest } = await import('../kafka/run-ingest.ts')
      await runIngest(options)
    })
}
