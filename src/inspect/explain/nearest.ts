/** Keeps the few things whose names look most like what somebody typed. */

/** Letters two names must share at least to be worth a suggestion. */
const MIN_LIKENESS = 3

/** A name that holds what was typed is nearer than any that only begins like it. */
const CONTAINS = 1_000

export class Nearest<T> {
  private readonly typed: string
  private readonly count: number
  private kept: { readonly likeness: number; readonly item: T }[] = []

  /** @param count how many are kept */
  constructor(typed: string, count: number) {
    this.typed = typed.toLowerCase()
    this.count = count
  }

  /** Keeps `item` if its name is among the nearest so far. */
  offer(name: string, item: T): void {
    const likeness = likenessOf(this.typed, name.toLowerCase())
    const farthest = this.kept.at(-1)
    if (likeness < MIN_LIKENESS) return
    if (this.kept.length === this.count && farthest !== undefined && farthest.likeness >= likeness) return
    this.kept = [...this.kept, { likeness, item }].sort((a, b) => b.likeness - a.likeness).slice(0, this.count)
  }

  /** The nearest, nearest first. */
  best(): readonly T[] {
    return this.kept.map(({ item }) => item)
  }
}

function likenessOf(typed: string, name: string): number {
  if (typed.length >= MIN_LIKENESS && name.includes(typed)) return CONTAINS + typed.length
  let shared = 0
  while (shared < typed.length && typed[shared] === name[shared]) shared++
  return shared
}
