/** What waits to be published: never more than one record of a kind for a market, however long publishing takes. */
import type { MarketTick } from '../../records/generated.ts'
import type { SourceRecord } from '../source-record.ts'

export class Outbox {
  readonly #waiting = new Map<string, SourceRecord>()
  readonly #ticks = new Map<string, MarketTick>()
  #hasEnded = false
  #wake: () => void = () => {}

  /** Puts a tick in the place of one that still waits; their volumes add up, so that candles lose nothing. */
  putTick(tick: MarketTick, source: string): void {
    const name = `tick/${tick.exchange}/${tick.market}`
    const waiting = this.#ticks.get(name)
    const value = waiting === undefined ? tick : { ...tick, volume: tick.volume + waiting.volume }
    this.#ticks.set(name, value)
    this.#put(name, { topic: 'market.tick', key: tick.symbol, timestamp: tick.event_time, value, source })
  }

  /** Puts a record in the place of one of the same name that still waits. */
  put(name: string, record: SourceRecord): void {
    this.#put(`${record.topic}/${name}`, record)
  }

  /** Resolves with what waits, in the order of event time, as soon as there is something; with nothing once ended. */
  async take(): Promise<readonly SourceRecord[]> {
    if (this.#waiting.size === 0 && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const records = [...this.#waiting.values()].sort((a, b) => a.timestamp - b.timestamp)
    this.#waiting.clear()
    this.#ticks.clear()
    return records
  }

  end(): void {
    this.#hasEnded = true
    this.#wake()
  }

  #put(name: string, record: SourceRecord): void {
    this.#waiting.set(name, record)
    this.#wake()
  }
}
