/** What the case of the gateway trades: symbols of the test venue, their terms and prices, and plans for one unit each. */
import { topics } from '../../dist/topics.js'

export const ACCOUNT = 'bench'
/** Price of every symbol while nothing is to be stopped out. */
export const PRICE = 100
const STOP = 98
const EXPIRES_MS = 60_000

export const SYMBOLS = Array.from({ length: 20 }, (_, i) => `S${String(i).padStart(2, '0')}USDT`)

/** A price at which every stop has been triggered. */
export const STOPPED_OUT = STOP - 1

export const instrument = (symbol, timeMs) => ({
  symbol,
  event_time: timeMs,
  exchange: 'binanceusdm',
  market: symbol,
  status: 'TRADING',
  quote: 'USDT',
  contract_size: '1',
  tick_size: '0.01',
  step_size: '0.001',
  min_quantity: '0.001',
  min_notional: '5',
  max_leverage: 75,
  brackets: [{ notional_cap: '5000', max_leverage: 75, maintenance_ratio: 0.005 }],
  maker_fee_bps: 2,
  taker_fee_bps: 5,
  terms_source: 'bench',
})

export const tick = (symbol, timeMs) => ({
  symbol,
  event_time: timeMs,
  exchange: 'binanceusdm',
  market: symbol,
  role: 'TRADED',
  price: PRICE,
  volume: 1,
  ingest_time: timeMs,
})

/** A long position of one unit at ten times: stop 2 % below; targets come with exit-brain's next revision only. */
export const plan = (symbol, number, timeMs) => ({
  symbol,
  event_time: timeMs,
  plan_id: `${symbol}.${number}`,
  intent_id: `${symbol}.${number}`,
  signal_id: `${symbol}.${number}`,
  account: ACCOUNT,
  revision: 0,
  cause: 'ENTRY',
  side: 'LONG',
  confidence: 0.7,
  entry_price: String(PRICE),
  ilf_leverage: 10.4,
  leverage: 10,
  quantity: '1',
  notional: String(PRICE),
  margin: '10',
  limited_by: [],
  take_profits: [
    { price: '101', distance_pct: 1, fraction: 0.5, quantity: '0.5' },
    { price: '102', distance_pct: 2, fraction: 0.3, quantity: '0.3' },
    { price: '103', distance_pct: 3, fraction: 0.2, quantity: '0.2' },
  ],
  stop_loss: String(STOP),
  stop_distance_pct: 2,
  liquidation_price: '91',
  expires_at: timeMs + EXPIRES_MS,
  harvest: { policy: 'SWING', target_ratio: 0.01, max_duration_ms: 3_600_000 },
  sizing: { state: 'bench', action: 1, explored: false },
  inputs: {
    confidence: 0.7,
    volatility_factor: 0.5,
    pnl_trend: 0,
    symbol_risk: 1,
    margin_utilisation: 0,
    exchange_divergence: 0,
    funding_rate: 0,
  },
  factors: {
    base: 57.5,
    volatility: 1,
    pnl_trend: 1,
    symbol_risk: 1,
    margin_utilisation: 1,
    divergence: 1,
    funding: 1,
    safety: 0.9,
    product: 51.75,
  },
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
