/** What a check is: it sees every record once, in event time, and says at the end what it found. */
import type { Place } from '../place.ts'
import type { Step } from './ledger.ts'

/** Findings of one check that are kept with their records; the rest is counted. */
export const FINDINGS_KEPT = 10

/** One offending record. */
export interface Finding {
  readonly place: Place
  /** Ids a reader can go on with, by kind: signal, intent, plan, order, position. */
  readonly ids: Readonly<Record<string, string>>
  /** What is wrong, with the figures. */
  readonly problem: string
}

/** What one check found. */
export interface CheckResult {
  /** Stable name, lower case with hyphens. */
  readonly name: string
  /** What holds when the check passes. */
  readonly claim: string
  readonly passed: boolean
  /** What was counted, in words. */
  readonly summary: string
  /** What was counted, as figures. */
  readonly counts: Readonly<Record<string, number>>
  /** The first offending records. */
  readonly findings: readonly Finding[]
  /** How many there are. */
  readonly findingsTotal: number
  /** What is no fault but should be known, for example intents still in flight. */
  readonly notes: readonly string[]
}

/** A check over one pass of the records. Its memory may grow with what is in flight, not with the run. */
export interface Check {
  take(step: Step): void
  /** @param timeMs stream time of the end, Unix ms */
  finish(timeMs: number): CheckResult
}

/** The findings of a check, bounded: the first ones with their records, all of them counted. */
export class Findings {
  readonly kept: Finding[] = []
  total = 0

  add(place: Place, ids: Finding['ids'], problem: string): void {
    this.total++
    if (this.kept.length < FINDINGS_KEPT) this.kept.push({ place, ids, problem })
  }

  /** The result of the check these are the findings of. */
  result(
    said: Pick<CheckResult, 'name' | 'claim' | 'summary' | 'counts'> & { readonly notes?: readonly string[] },
  ): CheckResult {
    const { kept, total } = this
    return { notes: [], ...said, passed: total === 0, findings: kept, findingsTotal: total }
  }
}

/** A count with its noun, for example `1 plan`, `3 plans`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Tallies as text, largest first, for example `CANDLES 140, CHANGE_24H_COMPUTED 20`. */
export function tallyText(tally: ReadonlyMap<string, number>): string {
  return [...tally]
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
}
