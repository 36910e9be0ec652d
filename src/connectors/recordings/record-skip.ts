/** Skips the records that an earlier run has already taken, without making them. */
import type { SourceRecord } from '../source-record.ts'

/** Counts down; give it each batch by size and a way to make it. */
export class RecordSkip {
  #left: number

  /** @param records how many records to leave out, from the first one on */
  constructor(records: number) {
    this.#left = records
  }

  /** The batch without its skipped part, or null where nothing is left of it; `make` is called only if needed. */
  take(size: number, make: () => SourceRecord[]): SourceRecord[] | null {
    if (this.#left >= size) {
      this.#left -= size
      return null
    }
    const records = make()
    if (this.#left === 0) return records
    const rest = records.slice(this.#left)
    this.#left = 0
    return rest
  }
}
