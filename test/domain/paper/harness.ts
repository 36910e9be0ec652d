/** A paper exchange for tests: keeps the book of one symbol between calls and hands back what each call emitted. */
import {
  DEFAULT_PAPER_CONFIG,
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
} from '../../../src/domain/paper/index.ts'
import type {
  AccountEvent,
  ExecutionReport,
  FundingRate,
  Instrument,
  MarketTick,
  OrderCommand,
} from '../../../src/records/generated.ts'

export const SYMBOL = 'OPUSDT'

/** Tick 0.01, step 0.1, minimum 0.1 and 5 USDT, maker 2 bps, taker 5 bps; 50x up to 10,000, 20x up to 100,000. */
export const TERMS: Instrument = {
  symbol: SYMBOL,
  event_time: 1,
  exchange: 'binanceusdm',
  market: SYMBOL,
  status: 'TRADING',
  quote: 'USDT',
  contract_size: '1',
  tick_size: '0.01',
  step_size: '0.1',
  min_quantity: '0.1',
  min_notional: '5',
  max_leverage: 50,
  brackets: [
    { notional_cap: '10000', max_leverage: 50, maintenance_ratio: 0.01 },
    { notional_cap: '100000', max_leverage: 20, maintenance_ratio: 0.025 },
  ],
  maker_fee_bps: 2,
  taker_fee_bps: 5,
  terms_source: 'test',
}

export const BUY_MARKET: OrderCommand = {
  symbol: SYMBOL,
  event_time: 0,
  client_order_id: 'entry',
  account: 'paper',
  plan_id: 'plan',
  signal_id: 'signal',
  leg: 'ENTRY',
  intent: 'PLACE',
  side: 'BUY',
  type: 'MARKET',
  quantity: '10',
  reduce_only: false,
  time_in_force: 'GTC',
  leverage: 10,
  margin_mode: 'ISOLATED',
  position_mode: 'ONE_WAY',
  attempt: 0,
}

/** Exits of the long that `BUY_MARKET` opens. */
export const STOP: Partial<OrderCommand> = {
  client_order_id: 'stop',
  leg: 'STOP',
  side: 'SELL',
  type: 'STOP_MARKET',
  trigger_price: '95',
  trigger_by: 'MARK',
  reduce_only: true,
}
export const TARGET: Partial<OrderCommand> = {
  client_order_id: 'tp1',
  leg: 'TP1',
  side: 'SELL',
  type: 'LIMIT',
  price: '110',
  reduce_only: true,
}

export function tickAt(timeMs: number, price: number, more: Partial<MarketTick> = {}): MarketTick {
  return {
    symbol: SYMBOL,
    event_time: timeMs,
    exchange: 'binanceusdm',
    market: SYMBOL,
    role: 'TRADED',
    price,
    volume: 1_000,
    ingest_time: timeMs,
    ...more,
  }
}

export function rateAt(timeMs: number, rateRatio: number, more: Partial<FundingRate> = {}): FundingRate {
  return {
    symbol: SYMBOL,
    event_time: timeMs,
    exchange: 'binanceusdm',
    rate_ratio: rateRatio,
    interval_hours: 8,
    ...more,
  }
}

export const reportsOf = (emissions: readonly PaperEmission[]): ExecutionReport[] =>
  emissions.flatMap((emission) => (emission.sink === 'report' ? [emission.value] : []))

export const eventsOf = (emissions: readonly PaperEmission[]): AccountEvent[] =>
  emissions.flatMap((emission) => (emission.sink === 'event' ? [emission.value] : []))

/** `id STATUS` of each report, the short form most tests compare. */
export const statuses = (emissions: readonly PaperEmission[]): string[] =>
  reportsOf(emissions).map(({ client_order_id, status }) => `${client_order_id} ${status}`)

/** The exchange of one symbol. Slippage is 0 unless asked for, so that prices read off the ticks. */
export class PaperHarness {
  book: PaperBook | undefined
  funding: PaperFunding | undefined
  terms: Instrument | undefined
  readonly config: PaperConfig

  constructor({ terms, ...config }: Partial<PaperConfig> & { terms?: Partial<Instrument> | null } = {}) {
    this.terms = terms === null ? undefined : { ...TERMS, ...terms }
    this.config = { ...DEFAULT_PAPER_CONFIG, slippageBps: 0, participationRatio: 0.25, ...config }
  }

  #keep([book, emissions]: PaperStep): readonly PaperEmission[] {
    this.book = book
    return emissions
  }

  command(timeMs: number, command: Partial<OrderCommand> = {}): readonly PaperEmission[] {
    const full = { ...BUY_MARKET, event_time: timeMs, ...command }
    return this.#keep(onCommand(this.book, full, timeMs, this.terms, this.funding))
  }

  tick(timeMs: number, price: number, more: Partial<MarketTick> = {}): readonly PaperEmission[] {
    return this.#keep(onTick(this.book, tickAt(timeMs, price, more), timeMs, this.terms, this.config))
  }

  rate(timeMs: number, rateRatio: number, more: Partial<FundingRate> = {}): readonly PaperEmission[] {
    const rate = rateAt(timeMs, rateRatio, more)
    this.funding = latestFunding(this.funding, rate)
    return this.#keep(onFunding(this.book, rate, timeMs, this.terms, this.config))
  }

  time(timeMs: number): readonly PaperEmission[] {
    return this.#keep(onTime(this.book, timeMs, this.terms, this.config))
  }

  /** Opens a position of `quantity` at 100 with 10x: command at 1,000 ms, fill at 2,000 ms. */
  open(side: 'BUY' | 'SELL' = 'BUY', more: Partial<OrderCommand> = {}): this {
    this.command(1_000, { side, ...more })
    this.tick(2_000, 100)
    return this
  }
}
