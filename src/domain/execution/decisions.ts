/** The plan.decision records of execution; a final one also makes the account remember that the intent has ended. */
import type { DecisionStage, PlanDecision, PlanOutcome, Reserved } from '../../records/generated.ts'
import { type AccountBook, remembered } from './account-book.ts'
import type { ExecutionConfig } from './config.ts'
import type { ExecutionEmission } from './turn.ts'

/** Whom a decision is about; both a plan record and a position can say. */
export interface Subject {
  readonly symbol: string
  readonly planId: string
  readonly intentId: string
  readonly signalId: string
}

/** What was decided about it. */
export interface Verdict {
  readonly stage: Exclude<DecisionStage, 'UNKNOWN' | 'PLAN'>
  readonly outcome: Exclude<PlanOutcome, 'UNKNOWN'>
  /** Stable code, upper snake case. */
  readonly reason: string
  readonly detail?: string | null
  readonly limitedBy?: readonly string[]
}

/** The decision that a reservation was made; the entry's fate is still open, so it is not final. */
export function reservationMade(
  account: AccountBook,
  subject: Subject,
  reserved: Reserved,
  limitedBy: readonly string[],
  nowMs: number,
): ExecutionEmission {
  const verdict: Verdict = { stage: 'RESERVATION', outcome: 'ACCEPTED', reason: 'RESERVED', limitedBy }
  return emission({ ...record(account, subject, verdict, nowMs), final: false, reserved })
}

/** The decision that ends an intent, and the account that remembers it. */
export function conclude(
  account: AccountBook,
  subject: Subject,
  verdict: Verdict,
  nowMs: number,
  config: ExecutionConfig,
): { readonly account: AccountBook; readonly emission: ExecutionEmission } {
  const endedIntents = remembered(account.endedIntents, subject.intentId, config.rememberedIntents)
  return {
    account: { ...account, endedIntents },
    emission: emission({ ...record(account, subject, verdict, nowMs), final: true }),
  }
}

function record(account: AccountBook, subject: Subject, verdict: Verdict, nowMs: number): Omit<PlanDecision, 'final'> {
  return {
    symbol: subject.symbol,
    event_time: nowMs,
    account: account.account,
    plan_id: subject.planId,
    intent_id: subject.intentId,
    signal_id: subject.signalId,
    stage: verdict.stage,
    outcome: verdict.outcome,
    reason: verdict.reason,
    detail: verdict.detail ?? null,
    limited_by: verdict.limitedBy ?? [],
  }
}

function emission(value: PlanDecision): ExecutionEmission {
  return { sink: 'decision', value, traceId: value.signal_id }
}
