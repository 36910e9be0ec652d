/** Decisions on signals: a list that can be paged and filtered, and counts of the last hour of event time. */
import type { PlanDecision, SignalDecision } from '../../records/generated.ts'
import type { Overview } from '../protocol/overview.ts'
import type { SignalPage, SignalRow } from '../protocol/signals.ts'
import { Ring } from './ring.ts'
import { RowList } from './row-list.ts'

const KEPT_DECISIONS = 20_000
const KEPT_REFUSED_PLANS = 5_000
const PAGE_ROWS = 100
const HOUR_MS = 3_600_000

export interface SignalFilter {
  readonly symbol?: string | undefined
  readonly outcome?: string | undefined
  readonly reason?: string | undefined
  /** Cursor of the page before. */
  readonly before?: string | undefined
}

export class SignalView {
  private readonly rows = new RowList(KEPT_DECISIONS)
  private readonly refusedPlans = new Ring<{ readonly timeMs: number; readonly reason: string }>(KEPT_REFUSED_PLANS)
  private readonly intentsBySymbol = new Map<string, number>()
  private readonly reasons = new Set<string>()
  private readonly symbols = new Set<string>()

  seeDecision(decision: SignalDecision): void {
    const { signal_id: signalId, symbol, event_time: timeMs, action, confidence, threshold, outcome, reason } = decision
    this.rows.add({ signalId, symbol, timeMs, action, confidence, threshold, outcome, reason })
    this.reasons.add(reason)
    this.symbols.add(symbol)
    if (outcome === 'ACCEPTED') this.intentsBySymbol.set(symbol, this.intentsOf(symbol) + 1)
  }

  seePlanDecision({ outcome, reason, event_time: timeMs, final }: PlanDecision): void {
    if (final && outcome === 'REFUSED') this.refusedPlans.push({ timeMs, reason })
  }

  intentsOf(symbol: string): number {
    return this.intentsBySymbol.get(symbol) ?? 0
  }

  /** The newest decisions that fit, newest first. */
  page({ symbol, outcome, reason, before }: SignalFilter): SignalPage {
    const rows: SignalRow[] = []
    for (const row of this.rows.newestFirst(before)) {
      if (symbol !== undefined && row.symbol !== symbol) continue
      if (outcome !== undefined && row.outcome !== outcome) continue
      if (reason !== undefined && row.reason !== reason) continue
      rows.push(row)
      if (rows.length > PAGE_ROWS) break
    }
    const shown = rows.slice(0, PAGE_ROWS)
    return {
      rows: shown,
      next: rows.length > PAGE_ROWS ? shown.at(-1)!.cursor : null,
      kept: this.rows.size,
      reasons: [...this.reasons].sort(),
      symbols: [...this.symbols].sort(),
    }
  }

  /** What was decided in the hour before a time. */
  lastHour(untilMs: number | null): Overview['lastHour'] {
    const fromMs = (untilMs ?? 0) - HOUR_MS
    const counts = new Map<string, number>()
    let [signals, intents] = [0, 0]
    for (const { timeMs, outcome, reason } of this.rows.newestFirst()) {
      if (timeMs <= fromMs) break
      signals += 1
      if (outcome === 'ACCEPTED') intents += 1
      else counts.set(reason, (counts.get(reason) ?? 0) + 1)
    }
    for (const { reason } of newerThan(this.refusedPlans.all, fromMs)) counts.set(reason, (counts.get(reason) ?? 0) + 1)
    const refusals = [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count)
    return { signals, intents, refusals }
  }
}

/** From the newest back to the first that is not newer; topics are in order of time but for late records. */
function* newerThan<T extends { readonly timeMs: number }>(items: readonly T[], fromMs: number): Iterable<T> {
  for (let i = items.length - 1; i >= 0 && items[i]!.timeMs > fromMs; i--) yield items[i]!
}
