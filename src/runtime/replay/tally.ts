/** Counts how two runs differ, and keeps the earliest differences. */
import { ROUND_HEADER, roundOf as roundIn } from '../rounds.ts'
import { type Comparable, changedFields } from './comparable.ts'

/** Two records that should be the same and are not; one is missing where the other stands alone. */
export interface Difference<A, B> {
  readonly a: A | null
  readonly b: B | null
}

/** How the records of A and B differ, in numbers. */
export interface Counts {
  readonly same: number
  readonly onlyInA: number
  readonly onlyInB: number
  readonly changed: number
  /** How often each field differs; `(key)`, `(time)`, `(headers)` stand for what is no field. */
  readonly byField: Readonly<Record<string, number>>
}

/** Differences that are kept whole; those behind them are counted. */
const KEPT = 100

export class Tally<A extends Comparable, B extends Comparable> implements Counts {
  same = 0
  onlyInA = 0
  onlyInB = 0
  changed = 0
  readonly byField: Record<string, number> = {}
  /** The earliest, by event time and round. */
  readonly first: Difference<A, B>[] = []

  /** Takes a pair as `StreamMatch` finds it. */
  add(a: A | null, b: B | null, isSame: boolean): void {
    if (isSame) {
      this.same++
      return
    }
    const fields = a === null || b === null ? [] : changedFields(a, b)
    if (a === null) this.onlyInB++
    else if (b === null) this.onlyInA++
    else if (fields.length > 0) this.changed++
    else {
      this.same++
      return
    }
    for (const field of fields) this.byField[field] = (this.byField[field] ?? 0) + 1
    this.keep({ a, b })
  }

  get differing(): number {
    return this.onlyInA + this.onlyInB + this.changed
  }

  private keep(found: Difference<A, B>): void {
    const { first } = this
    let at = first.length
    while (at > 0 && isBefore(found, first[at - 1]!)) at--
    if (at === KEPT) return
    first.splice(at, 0, found)
    if (first.length > KEPT) first.pop()
  }
}

/** Whether a difference comes earlier: by event time, then by how many steps of the instant lie before. */
export function isBefore(a: Difference<Comparable, Comparable>, b: Difference<Comparable, Comparable>): boolean {
  const [one, other] = [turnOf(a), turnOf(b)]
  return one.timeMs - other.timeMs < 0 || (one.timeMs === other.timeMs && one.round < other.round)
}

function turnOf({ a, b }: Difference<Comparable, Comparable>): { readonly timeMs: number; readonly round: number } {
  const timeMs = Math.min(a?.timestamp ?? Number.POSITIVE_INFINITY, b?.timestamp ?? Number.POSITIVE_INFINITY)
  return { timeMs, round: roundIn((a ?? b)?.headers[ROUND_HEADER]) }
}
