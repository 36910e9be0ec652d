/** What the closed one-minute candles of a symbol say: Wilder ATR, volatility and regime. Pure functions on plain values. */

export const MINUTE_MS = 60_000
const ATR_PERIOD = 14
const VOLATILITY_RETURNS = 60
const REGIME_CLOSES = 50
const MINUTES_PER_DAY = 1440
const MAX_VOLATILITY = 3

/** The market of a symbol of which nothing is known. */
export const NEW_MARKET = { closed: 0, atr: 0, closes: [] }

/** The market after one more closed candle. `closes` keeps what the volatility looks back at, the oldest first. */
export function closeCandle({ closed, atr, closes }, { high, low, close }) {
  const before = closes.at(-1)
  const trueRange = before === undefined ? high - low : Math.max(high, before) - Math.min(low, before)
  const weight = Math.min(closed, ATR_PERIOD - 1)
  const kept = closes.length > VOLATILITY_RETURNS ? closes.slice(1) : closes.slice()
  kept.push(close)
  return { closed: closed + 1, atr: (atr * weight + trueRange) / (weight + 1), closes: kept }
}

/** Sample standard deviation of the log returns, per day. */
export function volatilityOf(closes) {
  const n = closes.length - 1
  if (n < 2) return 0
  const returns = []
  for (let i = 1; i <= n; i++) returns.push(Math.log(closes[i] / closes[i - 1]))
  const mean = returns.reduce((sum, r) => sum + r, 0) / n
  const squares = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0)
  return Math.min(MAX_VOLATILITY, Math.sqrt(squares / (n - 1)) * Math.sqrt(MINUTES_PER_DAY))
}

/** Regime of the last 50 closes: their spread against their mean, and the least-squares trend against their spread. */
export function regimeOfCloses(closes) {
  const n = REGIME_CLOSES
  const first = closes.length - n
  if (first < 0) return 'UNKNOWN'
  let sum = 0
  for (let i = first; i < closes.length; i++) sum += closes[i]
  const mean = sum / n
  let squares = 0
  let moment = 0
  let spread = 0
  for (let i = 0; i < n; i++) {
    const deviation = closes[first + i] - mean
    const at = i - (n - 1) / 2
    squares += deviation ** 2
    moment += at * deviation
    spread += at ** 2
  }
  const std = Math.sqrt(squares / n)
  const trend = (moment / spread) * (n - 1)
  if (std > 0.01 * mean) return 'VOLATILE'
  return trend > 2 * std ? 'TREND_UP' : trend < -2 * std ? 'TREND_DOWN' : 'RANGE'
}
