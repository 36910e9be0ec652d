/** Load at the pace of the clock: ticks and signals that carry the time they were made. */
import { setTimeout as sleep } from 'node:timers/promises'
import { candles, MINUTE_MS } from '../peer/workload.mjs'
import { producing } from './producing.mjs'

const HISTORY_MINUTES = 20
const PAUSE_MS = 5

/** Publishes the ticks of twenty minutes a symbol, up to the present minute: enough for every indicator to be warm. */
export function loadHistory(kafka, topics, messages) {
  const nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
  const records = []
  for (let timeMs = nowMs - HISTORY_MINUTES * MINUTE_MS; timeMs < nowMs; timeMs += MINUTE_MS / 4)
    for (const [symbol, price] of lastPrices())
      records.push(messages.tick({ symbol, timeMs, price: wave(price, timeMs / 15_000) }))
  return producing(kafka, (send) => send(records, topics))
}

/** Publishes ticks and signals with the time of the clock for some seconds; returns how many of each. */
export function pace(kafka, topics, messages, { seconds, ticksPerSecond = 1000, signalsPerSecond = 250 }) {
  const symbols = lastPrices()
  const rates = { tick: ticksPerSecond, signal: signalsPerSecond }
  return producing(kafka, async (send) => {
    const startedAt = performance.now()
    const elapsedSeconds = () => (performance.now() - startedAt) / 1000
    const made = { tick: 0, signal: 0 }
    const sends = []
    while (elapsedSeconds() < seconds) {
      const timeMs = Date.now()
      const records = []
      for (const kind of ['tick', 'signal']) {
        for (; made[kind] < elapsedSeconds() * rates[kind]; made[kind]++) {
          const number = made[kind]
          const [symbol, price] = symbols[number % symbols.length]
          records.push(messages[kind]({ symbol, timeMs, price: wave(price, number), number }))
        }
      }
      if (records.length > 0) sends.push(send(records, topics))
      await sleep(PAUSE_MS)
    }
    await Promise.all(sends)
    return made
  })
}

/** Symbols of the recording, each with its last price. */
const lastPrices = () => [...new Map(candles().map(({ symbol, close }) => [symbol, close]))].sort()
const wave = (price, n) => price * (1 + Math.sin(n / 50) / 1000)
