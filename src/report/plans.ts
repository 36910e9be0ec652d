/** Plans: proposals and revisions, what bound them, and what became of them. */
import type { DecisionStage, ExitPlan, PlanDecision, PlanOutcome } from '../records/generated.ts'
import { type Counts, Tally } from './tally.ts'

/** Decisions of one kind. */
export interface PlanDecisionRow {
  readonly stage: DecisionStage
  readonly outcome: PlanOutcome
  readonly reason: string
  /** True for decisions that end their intent. */
  readonly final: boolean
  readonly count: number
}

export interface PlanSection {
  /** First revisions. */
  readonly proposals: number
  /** Later revisions by cause. */
  readonly revisions: Counts
  /** What bound leverage or quantity of proposals; one proposal may be bound by several. */
  readonly limitedBy: Counts
  /** Account limits that shrank a plan further. */
  readonly shrunkBy: Counts
  /** Most frequent first. */
  readonly decisions: readonly PlanDecisionRow[]
  /** Decisions that ended an intent. */
  readonly ended: number
}

/** Leverage of a proposal. */
export interface ProposedLeverage {
  /** Of the formula, unrounded. */
  readonly raw: number
  /** Set in the end, whole. */
  readonly used: number
}

/** Folds plans and the decisions on them. */
export function planSection(
  plans: Iterable<ExitPlan>,
  decisions: Iterable<PlanDecision>,
): { readonly section: PlanSection; readonly leverages: readonly ProposedLeverage[] } {
  const [revisions, limitedBy, shrunkBy] = [new Tally<string>(), new Tally<string>(), new Tally<string>()]
  const leverages: ProposedLeverage[] = []
  for (const { revision, cause, ilf_leverage, leverage, limited_by } of plans) {
    if (revision > 0) {
      revisions.add(cause)
      continue
    }
    leverages.push({ raw: ilf_leverage, used: leverage })
    for (const limit of limited_by) limitedBy.add(limit)
  }
  const rows = new Map<string, PlanDecisionRow>()
  for (const { stage, outcome, reason, final, limited_by } of decisions) {
    const id = JSON.stringify([stage, outcome, reason, final])
    rows.set(id, { stage, outcome, reason, final, count: (rows.get(id)?.count ?? 0) + 1 })
    for (const limit of limited_by) shrunkBy.add(limit)
  }
  const decided = [...rows.values()].sort((a, b) => b.count - a.count)
  const section = {
    proposals: leverages.length,
    revisions: revisions.counts(),
    limitedBy: limitedBy.counts(),
    shrunkBy: shrunkBy.counts(),
    decisions: decided,
    ended: decided.reduce((sum, { final, count }) => sum + (final ? count : 0), 0),
  }
  return { section, leverages }
}
