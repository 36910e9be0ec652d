/** How much of the time something was open, and how much of the account it used. */
import { type Stretch, totalMs, within } from './data-section.ts'
import type { EquityHistory } from './equity-curve.ts'
import type { PositionLedger } from './position-ledger.ts'

/** Exposure of the account. */
export interface Exposure {
  /** Share of the recorded time with at least one position open; null where nothing was recorded. */
  readonly timeRatio: number | null
  /** Positions and reservations at once. */
  readonly mostOpenPositions: number
  /** Largest share of the equity used as margin, fraction. */
  readonly maxMarginRatio: number
  /** Largest notional over equity. */
  readonly maxNotionalRatio: number
}

/**
 * Folds the time positions were open over the recorded time: gaps count neither as open nor as time.
 *
 * @param segments recorded stretches, in order, not overlapping
 */
export function exposure(ledger: PositionLedger, history: EquityHistory, segments: readonly Stretch[]): Exposure {
  const end = segments.at(-1)?.to ?? 0
  const open = union([
    ...ledger.trades.map(({ openedAt, closedAt }) => ({ from: openedAt, to: closedAt })),
    ...ledger.holdings.map(({ update }) => ({ from: update.opened_at, to: end })),
  ])
  const recordedMs = totalMs(segments)
  const openMs = totalMs(segments.flatMap((segment) => open.flatMap((stretch) => within(stretch, segment))))
  return {
    timeRatio: recordedMs > 0 ? openMs / recordedMs : null,
    mostOpenPositions: history.mostOpenPositions,
    maxMarginRatio: history.maxMarginRatio,
    maxNotionalRatio: history.maxNotionalRatio,
  }
}

/** The same time as stretches that do not overlap. */
function union(stretches: readonly Stretch[]): readonly Stretch[] {
  const merged: Stretch[] = []
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last === undefined || stretch.from > last.to) merged.push(stretch)
    else merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, stretch.to) }
  }
  return merged
}
