/** What the case of the gateway trades: symbols of the test venue, their terms and prices, and plans for one unit each. */
import { topics } from '../../dist/topics.js'
import { testModule } from '../support/test-modules.mjs'

const { INSTRUMENT, exitPlan, tick: tickOf } = await testModule('domain/execution/support/records.ts')

export const ACCOUNT = 'bench'
/** Price of every symbol while nothing is to be stopped out. */
export const PRICE = 100
const STOP = 98
const EXPIRES_MS = 60_000

export const SYMBOLS = Array.from({ length: 20 }, (_, i) => `S${String(i).padStart(2, '0')}USDT`)

/** A price at which every stop has been triggered. */
export const STOPPED_OUT = STOP - 1

export const instrument = (symbol, timeMs) => ({
  ...INSTRUMENT,
  symbol,
  market: symbol,
  event_time: timeMs,
  tick_size: '0.01',
  step_size: '0.001',
  min_quantity: '0.001',
  brackets: [{ notional_cap: '5000', max_leverage: 75, maintenance_ratio: 0.005 }],
})

export const tick = (symbol, timeMs) =>
  tickOf(PRICE, { symbol, market: symbol, event_time: timeMs, ingest_time: timeMs })

/** A long position of one unit at ten times: stop 2 % below; targets come with exit-brain's next revision only. */
export const plan = (symbol, number, timeMs) =>
  exitPlan({
    symbol,
    event_time: timeMs,
    plan_id: `${symbol}.${number}`,
    intent_id: `${symbol}.${number}`,
    signal_id: `${symbol}.${number}`,
    account: ACCOUNT,
    entry_price: String(PRICE),
    quantity: '1',
    notional: String(PRICE),
    margin: '10',
    take_profits: [
      { price: '101', distance_pct: 1, fraction: 0.5, quantity: '0.5' },
      { price: '102', distance_pct: 2, fraction: 0.3, quantity: '0.3' },
      { price: '103', distance_pct: 3, fraction: 0.2, quantity: '0.2' },
    ],
    stop_loss: String(STOP),
    liquidation_price: '91',
    expires_at: timeMs + EXPIRES_MS,
  })

/** As messages of their topics, for `producing`. */
export function messagesOf(serde) {
  const message = (topic, value) => ({
    kind: topic.name,
    key: value.symbol,
    timestamp: String(value.event_time),
    value: serde.encode(topic.codec, value),
  })
  return {
    instrument: (value) => message(topics.instrument, value),
    tick: (value) => message(topics.marketTick, value),
    plan: (value) => message(topics.exitPlan, value),
  }
}
