/** Check: no position was ever without an acknowledged stop for longer than allowed. */
import { DEFAULT_EXECUTION_CONFIG } from '../../domain/execution/config.ts'
import type { Place } from '../place.ts'
import { type Check, type CheckResult, counted, Findings } from './check.ts'
import type { Step, SymbolBook } from './ledger.ts'

const ALLOWED_MS = DEFAULT_EXECUTION_CONFIG.stopAckTimeoutMs

/** A symbol that is open without a stop, since a record. */
interface Unprotected {
  readonly sinceMs: number
  readonly place: Place
  readonly plan: string
}

/**
 * A position is protected while the exchange's own word is that a STOP order of its symbol works (NEW, or partly
 * filled). Time is event time, from the fill that opened it, and anew whenever the last such stop has ended before the
 * position is flat.
 */
export class StopsCheck implements Check {
  private readonly findings = new Findings()
  private readonly since = new Map<string, Unprotected>()
  private readonly opened = new Set<string>()
  private positions = 0
  private gaps = 0
  private longestMs = 0

  take({ record, book }: Step): void {
    if (book === null) return
    const key = `${book.account}|${book.symbol}`
    const isOpen = book.open.gt(0)
    if (isOpen && !this.opened.has(key)) {
      this.positions++
      this.opened.add(key)
    } else if (!isOpen) {
      this.opened.delete(key)
    }
    const unprotected = this.since.get(key)
    if (isOpen && !hasStop(book)) {
      if (unprotected === undefined)
        this.since.set(key, { sinceMs: record.timestamp, place: record.place, plan: planOf(book) })
    } else if (unprotected !== undefined) {
      this.since.delete(key)
      this.judge(unprotected, record.timestamp)
    }
  }

  finish(timeMs: number): CheckResult {
    for (const unprotected of this.since.values()) this.judge(unprotected, timeMs)
    const { positions, gaps, longestMs } = this
    return this.findings.result({
      name: 'stops',
      claim: `no position was without an acknowledged stop for more than ${ALLOWED_MS / 1000} s`,
      summary: `${counted(positions, 'position')}, longest without a stop ${longestMs} ms`,
      counts: { positions, gaps, longestMs },
    })
  }

  private judge({ sinceMs, place, plan }: Unprotected, untilMs: number): void {
    const lasted = Math.max(0, untilMs - sinceMs)
    this.longestMs = Math.max(this.longestMs, lasted)
    if (lasted > 0) this.gaps++
    if (lasted > ALLOWED_MS)
      this.findings.add(place, { plan }, `open without an acknowledged stop for ${lasted} ms from here on`)
  }
}

function hasStop({ orders }: SymbolBook): boolean {
  for (const { leg, status } of orders.values()) {
    if (leg === 'STOP' && (status === 'NEW' || status === 'PARTIALLY_FILLED')) return true
  }
  return false
}

/** The plan whose entry was filled last. */
function planOf({ orders }: SymbolBook): string {
  return [...orders.values()].findLast(({ leg, filled }) => leg === 'ENTRY' && filled.gt(0))?.planId ?? 'unknown'
}
