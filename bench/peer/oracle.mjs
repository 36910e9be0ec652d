/**
 * What the peer job must write for workload W, computed straight from the candles: whole arrays, no streaming state,
 * nothing shared with the job. `node bench/peer/oracle.mjs 5` prints it for five repeats.
 */
import { createHash } from 'node:crypto'
import { candles, MINUTE_MS, signal, spanOf } from './workload.mjs'

const sha = (lines) => createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)
const average = (xs) => xs.reduce((a, b) => a + b, 0) / xs.length
const std = (xs, divisor) => Math.sqrt(xs.reduce((sum, x) => sum + (x - average(xs)) ** 2, 0) / divisor)

/** The checksums of a set of intents, whatever their order. */
export function summaryOf(intents) {
  const mean = (name) => +average(intents.map(({ ilf }) => ilf[name])).toPrecision(10)
  const regimes = {}
  for (const { ilf } of intents) regimes[ilf.regime] = (regimes[ilf.regime] ?? 0) + 1
  const content = intents.map((v) => [v.intent_id, v.side, v.entry_price, v.stop_loss, v.take_profit].join('|'))
  return {
    intents: intents.length,
    ids_sha: sha(intents.map(({ intent_id }) => intent_id).sort()),
    content_sha: sha(content.sort()),
    atr_mean: mean('atr_value'),
    volatility_mean: mean('volatility_factor'),
    regimes: Object.fromEntries(Object.entries(regimes).sort()),
  }
}

function regimeAt(rows, i) {
  if (i + 1 < 50) return 'UNKNOWN'
  const y = rows.slice(i - 49, i + 1).map(({ close }) => close)
  const m = average(y)
  const spread = std(y, 50)
  let xy = 0
  let xx = 0
  y.forEach((v, k) => {
    xy += (k - 24.5) * (v - m)
    xx += (k - 24.5) ** 2
  })
  const trend = (xy / xx) * 49
  if (spread > 0.01 * m) return 'VOLATILE'
  return trend > 2 * spread ? 'TREND_UP' : trend < -2 * spread ? 'TREND_DOWN' : 'RANGE'
}

function volatilityAt(rows, i) {
  const returns = []
  for (let k = Math.max(1, i - 59); k <= i; k++) returns.push(Math.log(rows[k].close / rows[k - 1].close))
  return Math.min(3, std(returns, returns.length - 1) * Math.sqrt(1440))
}

/** The intents of candles, symbol by symbol. */
export function expectedIntents(all, repeat = 1) {
  const span = spanOf(all)
  const intents = []
  for (const symbol of new Set(all.map((candle) => candle.symbol))) {
    const base = all.filter((candle) => candle.symbol === symbol).sort((a, b) => a.t - b.t)
    const rows = Array.from({ length: repeat }, (_, r) => base.map((c) => ({ ...c, t: c.t + r * span }))).flat()
    let atr = 0
    rows.forEach(({ t, high, low, close }, i) => {
      const before = rows[i - 1]?.close ?? high
      const range = i === 0 ? high - low : Math.max(high, before) - Math.min(low, before)
      atr = i < 14 ? (atr * i + range) / (i + 1) : (atr * 13 + range) / 14
      const timeMs = t + MINUTE_MS
      const { signal_id, action, confidence } = signal(symbol, timeMs, timeMs / MINUTE_MS, close)
      if (action === 'HOLD' || confidence < 0.65 || i + 1 < 15) return
      const direction = action === 'BUY' ? 1 : -1
      intents.push({
        intent_id: `${signal_id}-i`,
        side: action,
        entry_price: close,
        stop_loss: close * (1 - direction * 0.02),
        take_profit: close * (1 + direction * 0.02),
        ilf: { atr_value: atr / close, volatility_factor: volatilityAt(rows, i), regime: regimeAt(rows, i) },
      })
    })
  }
  return intents
}

if (process.argv[1] === new URL(import.meta.url).pathname)
  console.log(JSON.stringify(summaryOf(expectedIntents(candles(), Number(process.argv[2] ?? 1)))))
