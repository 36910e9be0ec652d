/** What a cell of the grid comes to: a handful of figures out of the report of a run. */
import type { Report } from '../report/report.ts'

/** Money is in quote units, decimal text; ratios are fractions. */
export interface CellFigures {
  readonly signals: number
  readonly intents: number
  /** Signals that were refused, and plans that were. */
  readonly refusals: number
  /** The most frequent reason of both, beside a signal's own HOLD, with its count; null without one. */
  readonly mostRefusedFor: { readonly reason: string; readonly count: number } | null
  /** Closed positions. */
  readonly positions: number
  /** Positions that are open at the end. */
  readonly open: number
  readonly quote: string
  /** End equity − start balance − transfers: closed and open positions, fees, funding. */
  readonly pnl: string
  /** Part of `pnl` from positions held across a gap of the recording: a jump nobody could have acted in. */
  readonly pnlAcrossGaps: string
  readonly maxDrawdownRatio: number
  /** Won over all closed positions; null without one. */
  readonly winRateRatio: number | null
}

/** The figures of a report. */
export function cellFigures({ signals, intents, plans, portfolio, open }: Report): CellFigures {
  const refusedPlans = plans.decisions.filter(({ final, outcome }) => final && outcome === 'REFUSED')
  const reasons = new Map(Object.entries(signals.refusals))
  for (const { reason, count } of refusedPlans) reasons.set(reason, (reasons.get(reason) ?? 0) + count)
  const [most] = [...reasons].filter(([reason]) => reason !== 'HOLD').sort(([, a], [, b]) => b - a)
  return {
    signals: signals.signals,
    intents: intents.intents,
    refusals: signals.refused + refusedPlans.reduce((sum, { count }) => sum + count, 0),
    mostRefusedFor: most === undefined ? null : { reason: most[0], count: most[1] },
    positions: portfolio.trades,
    open: open.length,
    quote: portfolio.quote,
    pnl: portfolio.totalPnl,
    pnlAcrossGaps: portfolio.acrossGaps.pnl,
    maxDrawdownRatio: portfolio.maxDrawdown?.ratio ?? 0,
    winRateRatio: portfolio.winRateRatio,
  }
}
