/** A data folder that grows as a live market's does: ticks of some symbols, so many times a second. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Serde } from '../../dist/records/serde.js'
import { LocalSchemas } from '../../dist/runtime/embedded/local-schemas.js'
import { META } from '../../dist/runtime/embedded/meta.js'
import { openStorage } from '../../dist/runtime/embedded/storage/open-storage.js'
import { topics } from '../../dist/topics.js'

const TICK = topics.marketTick
/** Prices from here up are shown with all their digits: the price of a tick is the number of its round. */
const FIRST_PRICE = 10_000

export class LiveFolder {
  constructor(folder, symbols) {
    this.storage = openStorage(folder)
    this.schemas = new LocalSchemas(undefined)
    this.serde = new Serde(this.schemas)
    this.symbols = symbols
    /** When the ticks of each round were committed, Unix ms. */
    this.committedMs = []
    this.write()
  }

  /** One tick of every symbol, in a commit of its own. */
  write() {
    const round = this.committedMs.length
    const timeMs = Date.now()
    const records = this.symbols.map((symbol) => {
      const tick = { symbol, event_time: timeMs, exchange: 'bench', market: symbol, role: 'TRADED' }
      const value = this.serde.encode(TICK.codec, {
        ...tick,
        price: FIRST_PRICE + round,
        volume: 1,
        ingest_time: timeMs,
      })
      return { key: symbol, timestamp: timeMs, headers: { source: 'bench' }, value }
    })
    const append = { topic: TICK.name, partition: 0, firstOffset: this.storage.endOffset(TICK.name, 0), records }
    const meta = new Map([
      [META.schemas, this.schemas.toJson()],
      [META.clock, String(timeMs)],
    ])
    this.storage.commit({ appends: [append], changes: [], meta, inboxTaken: 0 })
    this.committedMs.push(Date.now())
  }

  /** Writes at a steady pace. */
  async writeFor(durationMs, perSecond) {
    const startMs = performance.now()
    for (let round = 0; performance.now() - startMs < durationMs; round++) {
      this.write()
      await sleep(Math.max(0, startMs + ((round + 1) * 1_000) / perSecond - performance.now()))
    }
  }

  /** When the tick of a price was committed, Unix ms. */
  timeOf(price) {
    return this.committedMs[price - FIRST_PRICE]
  }

  close() {
    return this.storage.close()
  }
}
