/** Time to open a data folder with the full state of 10,000 symbols: 50 closed candles, indicators, quotes, ranges. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStorage } from '../../dist/runtime/embedded/storage/open-storage.js'
import { elapsedMs, round } from '../support/measure.mjs'
import { newRuntime, sourceOf } from '../support/records.mjs'

const SYMBOLS = 10_000
const CANDLES = 52
const CANDLE_MS = 300_000
const START = 1_765_650_000_000

function* ticks() {
  for (let candle = 0; candle < CANDLES; candle++) {
    const time = START + candle * CANDLE_MS
    yield Array.from({ length: SYMBOLS }, (_, i) => {
      const symbol = `S${String(i).padStart(5, '0')}USDT`
      const price = 100 + Math.sin(i + candle / 5)
      const value = {
        symbol,
        event_time: time,
        exchange: 'bench',
        market: symbol,
        role: 'TRADED',
        price,
        volume: 1,
        ingest_time: time,
      }
      return { topic: 'market.tick', key: symbol, timestamp: time, source: 'bench', value }
    })
  }
}

const folder = mkdtempSync(join(tmpdir(), 'ilf-bench-'))
const storage = openStorage(folder)
await newRuntime(storage).run(sourceOf(ticks()))
const entries = storage.stores().reduce((sum, { entries: count }) => sum + count, 0)
await storage.close()
let reopened
const ms = await elapsedMs(() => {
  reopened = openStorage(folder)
  newRuntime(reopened)
})
await reopened.close()
rmSync(folder, { recursive: true })
console.log(JSON.stringify({ case: 'restart', symbols: SYMBOLS, store_entries: entries, seconds: round(ms / 1000) }))
