/** A set of ids that takes 16 bytes each, whatever their length: all ids of a long run must be remembered. */
import { createHash } from 'node:crypto'

/** Slots at the beginning; doubled whenever half of them are taken. A power of two. */
const FIRST_SLOTS = 1024

/**
 * Ids by the first 64 bits of their SHA-256, in an open-addressing table. Two different ids are taken for one with a
 * probability of n² / 2⁶⁵: for ten million ids three in a million.
 */
export class IdSet {
  size = 0
  /** Two words a slot; 0, 0 is free. */
  private words = new Uint32Array(FIRST_SLOTS * 2)

  /** Adds an id; false when it was there. */
  add(id: string): boolean {
    const digest = createHash('sha256').update(id).digest()
    // The lowest bit is always set, so that no id looks like a free slot.
    const added = this.put(digest.readUInt32LE(0), (digest.readUInt32LE(4) | 1) >>> 0)
    if (added) this.size++
    if (this.size * 4 > this.words.length) this.grow()
    return added
  }

  private put(high: number, low: number): boolean {
    const mask = this.words.length / 2 - 1
    for (let slot = high & mask; ; slot = (slot + 1) & mask) {
      const [first, second] = [this.words[slot * 2], this.words[slot * 2 + 1]]
      if (first === high && second === low) return false
      if (second !== 0) continue
      this.words[slot * 2] = high
      this.words[slot * 2 + 1] = low
      return true
    }
  }

  private grow(): void {
    const old = this.words
    this.words = new Uint32Array(old.length * 2)
    for (let at = 0; at < old.length; at += 2) {
      const [high, low] = [old[at], old[at + 1]]
      if (high !== undefined && low !== undefined && low !== 0) this.put(high, low)
    }
  }
}
