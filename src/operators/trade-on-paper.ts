/** Order commands and ticks into execution reports: binds the paper exchange to its stores. */
import type { Observable } from 'rxjs'
import {
  latestFunding,
  onCommand,
  onFunding,
  onTick,
  onTime,
  type PaperBook,
  type PaperConfig,
  type PaperEmission,
  type PaperFunding,
  type PaperStep,
} from '../domain/paper/index.ts'
import type { FundingRate, Instrument, MarketTick, OrderCommand } from '../records/generated.ts'
import type { KeyValueStore } from '../topology/store.ts'
import type { Input } from '../topology/topology.ts'
import { bindStep } from './bind-step.ts'
import { tagged } from './tagged.ts'

export interface TradeOnPaperStreams {
  readonly instrument: Observable<Input<Instrument>>
  readonly funding: Observable<Input<FundingRate>>
  readonly command: Observable<Input<OrderCommand>>
  readonly tick: Observable<Input<MarketTick>>
  /** Event times, ms, at which stale entries expire. */
  readonly punctuation: Observable<number>
}

export interface TradeOnPaperOptions {
  readonly stores: {
    /** Orders and position of each symbol that has any. */
    readonly books: KeyValueStore<PaperBook>
    readonly instruments: KeyValueStore<Instrument>
    readonly funding: KeyValueStore<PaperFunding>
  }
  readonly config: PaperConfig
  /** Account that trades on paper; commands of others are not ours. */
  readonly account: string
  /** Stream time, ms. */
  now(): number
}

/** Runs the paper exchange: every command is answered, every tick may fill what is open. */
export function tradeOnPaper(streams: TradeOnPaperStreams, options: TradeOnPaperOptions): Observable<PaperEmission> {
  const { stores, config, account, now } = options
  const { books, instruments, funding } = stores

  const save = (symbol: string, [book, emissions]: PaperStep): readonly PaperEmission[] => {
    if (book === undefined) books.delete(symbol)
    else books.set(symbol, book)
    return emissions
  }
  const onRate = ({ key, value }: Input<FundingRate>): readonly PaperEmission[] => {
    const emissions = save(key, onFunding(books.get(key), value, now(), instruments.get(key), config))
    funding.set(key, latestFunding(funding.get(key), value))
    return emissions
  }
  const wake = (nowMs: number): readonly PaperEmission[] =>
    books.keys().flatMap((symbol) => save(symbol, onTime(books.get(symbol), nowMs, instruments.get(symbol), config)))

  return tagged({ ...streams }).pipe(
    bindStep('tradeOnPaper', (input): readonly PaperEmission[] => {
      switch (input.from) {
        case 'tick': {
          const { key, value } = input.record
          const book = books.get(key)
          return book === undefined ? NOTHING : save(key, onTick(book, value, now(), instruments.get(key), config))
        }
        case 'command': {
          const { key, value } = input.record
          if (value.account !== account) return NOTHING
          return save(key, onCommand(books.get(key), value, now(), instruments.get(key), funding.get(key)))
        }
        case 'instrument':
          instruments.set(input.record.key, input.record.value)
          return NOTHING
        case 'funding':
          return onRate(input.record)
        case 'punctuation':
          return wake(input.record)
      }
    }),
  )
}

const NOTHING: readonly never[] = []
