/** `ilf paper`: trades live markets on paper, with nothing to install and no keys. */
import { type Command, Option } from 'commander'
import { addMarketOptions, type MarketOptions } from '../ingest-options.ts'
import type { LogLevel } from '../run/log.ts'

/** What commander hands over. */
export interface PaperOptions extends MarketOptions {
  readonly data: string
  readonly set?: readonly string[]
  readonly logLevel?: LogLevel
}

const LOG_LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug']

const HELP = `
Live prices of the exchange, the built-in model, and the paper exchange, in this process and one folder. Nothing is sent
to any exchange, and no keys are needed. First come the candles of the last hours, so that indicators are warm at once.
Ctrl-C stops it cleanly; the same command goes on from there, and candles fill what it missed. Exit code 1: an exchange
or symbol that does not exist, or a folder of another run; 2: a wrong option; 130: stopped by Ctrl-C; 143: by SIGTERM.

Examples:
  $ ilf paper
  $ ilf paper --symbols BTCUSDT,ETHUSDT --set gate.threshold=0.7
  $ ilf paper --exchange binanceusdm,bybit          divergence between exchanges enters the leverage
  $ ilf tail trade.intent --data .ilf/paper         what it does, from another terminal
  $ ilf dashboard --data .ilf/paper`

export function registerPaper(program: Command): void {
  const paper = program.command('paper').description('trade live markets on paper, with nothing to install')
  addMarketOptions(paper)
    .option('--data <dir>', 'folder that keeps topics and state', '.ilf/paper')
    .option('--set <key=value...>', 'change the configuration (keys: ilf config)')
    .addOption(new Option('--log-level <level>', 'least level of log lines').choices(LOG_LEVELS))
    .addHelpText('after', HELP)
    .action(async (options: PaperOptions) => {
      const { runPaper } = await import('../run/run-paper.ts')
      await runPaper(options)
    })
}
