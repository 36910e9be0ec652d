/** Counting by name. */

/** How often each name occurred, most frequent first. */
export type Counts = Readonly<Record<string, number>>

/** Counts names as they come. */
export class Tally<Name extends string> {
  private readonly byName = new Map<Name, number>()

  add(name: Name, count = 1): void {
    this.byName.set(name, (this.byName.get(name) ?? 0) + count)
  }

  get(name: Name): number {
    return this.byName.get(name) ?? 0
  }

  /** All of them together. */
  get total(): number {
    return [...this.byName.values()].reduce((sum, count) => sum + count, 0)
  }

  /** Most frequent first, then by name. */
  counts(): Counts {
    const entries = [...this.byName].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    return Object.fromEntries(entries)
  }
}

/** Counts what `nameOf` calls each value. */
export function countBy<V>(values: Iterable<V>, nameOf: (value: V) => string): Counts {
  const tally = new Tally<string>()
  for (const value of values) tally.add(nameOf(value))
  return tally.counts()
}
