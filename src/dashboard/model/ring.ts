/** The newest items of a stream, bounded: the oldest make way. */

export class Ring<T> {
  private items: T[] = []
  /** Items that made way. */
  private dropped = 0
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  push(item: T): void {
    this.items.push(item)
    // Cut off in large pieces, so that a push costs nothing on average.
    if (this.items.length < 2 * this.most) return
    this.dropped += this.items.length - this.most
    this.items = this.items.slice(-this.most)
  }

  /** From the oldest to the newest. */
  get all(): readonly T[] {
    return this.items
  }

  /** How many were ever pushed. */
  get total(): number {
    return this.dropped + this.items.length
  }
}
