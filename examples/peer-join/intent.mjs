/** From a signal and the market it meets to a trade intent. */
import { regimeOfCloses, volatilityOf } from './market.mjs'

const MIN_CONFIDENCE = 0.65
const MAX_AGE_MS = 120_000
const MIN_CLOSED = 15
const LEVEL_RATIO = 0.02
const SIZE_USD = 200

/** Whether a signal may lead to anything. */
export const isActionable = ({ action, confidence }) => action !== 'HOLD' && confidence >= MIN_CONFIDENCE

/** The intent of an actionable signal, or null when the market is too old or too little known. */
export function intentOf(signal, { price, atMs }, market) {
  const { symbol, event_time, action } = signal
  if (market.closed < MIN_CLOSED || event_time - atMs > MAX_AGE_MS) return null
  const direction = action === 'BUY' ? 1 : action === 'SELL' ? -1 : 0
  return {
    intent_id: `${signal.signal_id}-i`,
    signal_id: signal.signal_id,
    symbol,
    event_time,
    side: action,
    confidence: signal.confidence,
    position_size_usd: SIZE_USD,
    leverage: 1,
    entry_price: price,
    stop_loss: price * (1 - direction * LEVEL_RATIO),
    take_profit: price * (1 + direction * LEVEL_RATIO),
    ilf: {
      atr_value: market.atr / price,
      volatility_factor: volatilityOf(market.closes),
      exchange_divergence: 0,
      funding_rate: 0,
      regime: regimeOfCloses(market.closes),
    },
    model: signal.model,
  }
}
