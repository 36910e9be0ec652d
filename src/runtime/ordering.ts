/** The order of the records of one instant within a source: by rank where the source has one, then by key, then as they came. */

/** What the order looks at. */
export interface Orderable {
  readonly key: string
  readonly value: unknown
  /** Why the value could not be read, null when it was. */
  readonly error: Error | null
}

/** Order of records by key; where keys are equal a stable sort keeps the offsets ascending. */
export function byKey(a: Orderable, b: Orderable): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
}

/** Sorts by rank, lowest first, then by key. Unreadable records have no rank and come first: a warning should be early. */
export function byRank<R extends Orderable>(records: readonly R[], rank: (value: unknown) => number): readonly R[] {
  if (records.length < 2) return records
  const rankOf = (record: R) => (record.error === null ? rank(record.value) : Number.NEGATIVE_INFINITY)
  return [...records].sort((a, b) => rankOf(a) - rankOf(b) || byKey(a, b))
}
