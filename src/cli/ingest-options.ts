/** The options that commands on live markets share. */
import { type Command, InvalidArgumentError } from 'commander'

/** What commander hands over of them. */
export interface MarketOptions {
  readonly exchange: readonly string[]
  readonly symbols?: readonly string[]
  readonly endpoint: Readonly<Record<string, string>>
  readonly historyMinutes: number
  readonly poll?: number
}

/** More often nothing new comes, and exchanges lock out whoever asks. */
const LEAST_PAUSE_SECONDS = 0.5

export function addMarketOptions(command: Command): Command {
  return command
    .option('--exchange <list>', 'exchanges as ccxt spells them; the first is traded', listOf, ['binanceusdm'])
    .option('--symbols <list>', 'symbols with commas: BTCUSDT,ETHUSDT (default: 42 of them)', symbolsOf)
    .option('--endpoint <exchange=url>', 'another host for an exchange; may be repeated', endpointsOf, {})
    .option('--poll <seconds>', 'ask for prices so often instead of listening to websockets', pauseOf)
    .option('--history-minutes <n>', 'candles before the first live tick; 0 for none', wholeNumber, 300)
}

/** The options as settings of an ingest. */
export function marketSettings({ exchange, symbols, endpoint, historyMinutes, poll }: MarketOptions) {
  const chosen = symbols === undefined ? {} : { symbols }
  const polled = poll === undefined ? {} : { isPolled: true, pollEveryMs: poll * 1_000 }
  return { exchanges: exchange, endpoints: endpoint, historyMinutes, ...chosen, ...polled }
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

function pauseOf(text: string): number {
  const seconds = Number(text)
  if (seconds >= LEAST_PAUSE_SECONDS && Number.isFinite(seconds)) return seconds
  throw new InvalidArgumentError(`It is a number of seconds, ${LEAST_PAUSE_SECONDS} at least.`)
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a whole number.')
}
