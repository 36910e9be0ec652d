/** How fast a count grows, by the clock of whoever looks at it. */

const WINDOW_MS = 5_000

export class Rate {
  private readonly samples: { readonly atMs: number; readonly count: number }[] = []

  /** @param atMs wall clock, ms */
  see(count: number, atMs: number): void {
    this.samples.push({ atMs, count })
    while (this.samples.length > 2 && atMs - this.samples[1]!.atMs >= WINDOW_MS) this.samples.shift()
  }

  /** Per second, over the last few seconds. */
  get perSecond(): number {
    const [first, last] = [this.samples[0], this.samples.at(-1)]
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return 0
    return ((last.count - first.count) / (last.atMs - first.atMs)) * 1000
  }
}
