/** Random lives of a paper exchange: commands, ticks, rates and time in any order, and everything they emitted. */
import fc from 'fast-check'
import type { PaperBook, PaperEmission } from '../../../src/domain/paper/index.ts'
import type { OrderCommand } from '../../../src/records/generated.ts'
import { BUY_MARKET, PaperHarness } from './harness.ts'

/** One call of the exchange: what went in, the books around it, what came out. */
export interface Call {
  readonly atMs: number
  readonly command?: OrderCommand
  readonly tick?: { readonly price: number; readonly volume: number }
  readonly before: PaperBook | undefined
  readonly after: PaperBook | undefined
  readonly emissions: readonly PaperEmission[]
}

const cents = (min: number, max: number) => fc.integer({ min: min * 100, max: max * 100 }).map((price) => price / 100)

const place = fc.record({
  kind: fc.constant('command' as const),
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  type: fc.constantFrom('MARKET', 'MARKET', 'LIMIT', 'STOP_MARKET', 'TAKE_PROFIT_MARKET' as const),
  leg: fc.constantFrom('ENTRY', 'STOP', 'TP1' as const),
  price: cents(92, 108),
  quantity: fc.integer({ min: 1, max: 300 }).map((steps) => String(steps / 10)),
  reduceOnly: fc.constantFrom(false, false, true),
  timeInForce: fc.constantFrom('GTC', 'GTC', 'IOC', 'FOK', 'GTX' as const),
  leverage: fc.constantFrom(5, 10, 20),
  lifetimeMs: fc.constantFrom(null, null, null, 0, 2, 4),
  intent: fc.constantFrom('PLACE', 'PLACE', 'PLACE', 'CANCEL', 'REPLACE' as const),
  /** How many steps back the order was given that a CANCEL or REPLACE names. */
  back: fc.integer({ min: 0, max: 8 }),
})
const tick = fc.record({
  kind: fc.constant('tick' as const),
  price: cents(92, 108),
  mark: fc.option(cents(92, 108)),
  volume: fc.constantFrom(0, 0.3, 7, 40, 500),
})
const rate = fc.record({ kind: fc.constant('rate' as const), rateRatio: fc.integer({ min: -50, max: 50 }) })
const time = fc.record({ kind: fc.constant('time' as const) })
const steps = fc.array(
  fc.tuple(
    fc.oneof({ weight: 6, arbitrary: place }, { weight: 8, arbitrary: tick }, { arbitrary: rate, weight: 1 }, time),
    fc.integer({ min: 0, max: 2 }),
  ),
  { minLength: 1, maxLength: 60, size: 'max' },
)
type Step = typeof steps extends fc.Arbitrary<readonly (infer Item)[]> ? Item : never
type Action = Step[0]

function commandOf(action: Extract<Action, { kind: 'command' }>, index: number, atMs: number): OrderCommand {
  return {
    ...BUY_MARKET,
    event_time: atMs,
    client_order_id: `order${index}`,
    target_client_order_id: `order${index - action.back}`,
    intent: action.intent,
    side: action.side,
    type: action.type,
    leg: action.leg,
    quantity: action.quantity,
    price: String(action.price),
    trigger_price: String(action.price),
    trigger_by: 'MARK',
    reduce_only: action.reduceOnly,
    time_in_force: action.type === 'LIMIT' || action.timeInForce !== 'GTX' ? action.timeInForce : 'GTC',
    leverage: action.leverage,
    expires_at: action.lifetimeMs === null ? null : atMs + action.lifetimeMs,
  }
}

function take(exchange: PaperHarness, action: Action, index: number, atMs: number): Omit<Call, 'before' | 'after'> {
  switch (action.kind) {
    case 'command': {
      const command = commandOf(action, index, atMs)
      return { atMs, command, emissions: exchange.command(atMs, command) }
    }
    case 'tick': {
      const { price, volume, mark } = action
      return { atMs, tick: action, emissions: exchange.tick(atMs, price, { volume, mark_price: mark }) }
    }
    case 'rate':
      return { atMs, emissions: exchange.rate(atMs, action.rateRatio / 10_000, { interval_hours: 10 / 3_600_000 }) }
    case 'time':
      return { atMs, emissions: exchange.time(atMs) }
  }
}

/** Lives through the steps; time moves by 0 to 2 ms between them, and funding is due every 10 ms. */
function live(taken: readonly Step[]): readonly Call[] {
  const exchange = new PaperHarness({ slippageBps: 2, fundingGraceMs: 3 })
  let atMs = 1
  return taken.map(([action, pauseMs], index) => {
    atMs += pauseMs
    const before = exchange.book
    const call = take(exchange, action, index, atMs)
    return { ...call, before, after: exchange.book }
  })
}

/** Random lives of one symbol. */
export const lives: fc.Arbitrary<readonly Call[]> = steps.map(live)
