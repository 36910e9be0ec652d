/** The options that commands on live markets share. */
import { type Command, InvalidArgumentError } from 'commander'

/** What commander hands over of them. */
export interface MarketOptions {
  readonly exchange: readonly string[]
  readonly symbols?: readonly string[]
  readonly endpoint: Readonly<Record<string, string>>
  readonly historyMinutes: number
}

export function addMarketOptions(command: Command): Command {
  return command
    .option('--exchange <list>', 'exchanges as ccxt spells them; the first is traded', listOf, ['binanceusdm'])
    .option('--symbols <list>', 'symbols with commas: BTCUSDT,ETHUSDT (default: 42 of them)', symbolsOf)
    .option('--endpoint <exchange=url>', 'another host for an exchange; may be repeated', endpointsOf, {})
    .option('--history-minutes <n>', 'candles before the first live tick; 0 for none', wholeNumber, 300)
}

/** The options as settings of an ingest. */
export function marketSettings({ exchange, symbols, endpoint, historyMinutes }: MarketOptions) {
  const chosen = symbols === undefined ? {} : { symbols }
  return { exchanges: exchange, endpoints: endpoint, historyMinutes, ...chosen }
}

function listOf(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.some((name) => name === '')) throw new InvalidArgumentError('Write names with commas.')
  return [...new Set(names)]
}

function symbolsOf(text: string): readonly string[] {
  return listOf(text.toUpperCase())
}

function endpointsOf(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, exchange, url] = /^(\w+)=(https?:\/\/.+)$/.exec(text) ?? []
  if (exchange === undefined || url === undefined) {
    throw new InvalidArgumentError('Write exchange=url, such as binanceusdm=http://127.0.0.1:8099.')
  }
  return { ...before, [exchange]: url }
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a whole number.')
}
