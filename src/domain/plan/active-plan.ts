/** The plan of a symbol from proposal to closed position: the state of exit-brain, a small value that is JSON. */
import type { ExitPlan, PlanCause, PlanDecision } from '../../records/generated.ts'
import type { Emission } from '../emission.ts'
import type { PlanSide } from './direction.ts'
import type { Target } from './ladder.ts'
import type { InstrumentTerms } from './terms.ts'

/** The record of a plan that is acted on: its side is known. */
export type SidedPlan = ExitPlan & { readonly side: PlanSide }

/** What the levels are computed from again when the average entry is known. */
export interface PlanBasis {
  /** Unrounded targets, nearest first. */
  readonly targets: readonly Target[]
  /** Unrounded distance of the stop, fraction of the entry. */
  readonly stopRatio: number
  /** ATR as a fraction of the price at the intent; null when it was unusable, then nothing trails. */
  readonly atrRatio: number | null
  /** Fees and slippage both ways, fraction of the notional. */
  readonly costRatio: number
  /** Terms of the instrument when the plan was made. */
  readonly terms: InstrumentTerms
}

/** A CLOSE intent that came before the entry was filled. */
export interface CloseRequest {
  readonly intentId: string
  readonly signalId: string
}

/** Proposed, nothing filled yet. */
export interface ProposedPlan {
  readonly status: 'PROPOSED'
  /** The latest revision, as it was emitted. */
  readonly plan: SidedPlan
  readonly basis: PlanBasis
  /** To be closed as soon as it opens. */
  readonly closeRequest: CloseRequest | null
}

/** A cause that leaves the position at once: after it only a CLOSE intent is still passed on. */
export type LeavingCause = Extract<PlanCause, 'TIME_STOP' | 'CLOSE' | 'LIQUIDATION_GUARD'>

/** The numbers an open plan compares with every tick. Prices in quote units, times in Unix ms. */
export interface Watch {
  /** 1 for a long, −1 for a short: a price p lies beyond q when sign × p ≥ sign × q. */
  readonly sign: 1 | -1
  /** Mark at or behind which the position is closed before it is liquidated. */
  readonly guardPrice: number
  /** When the time stop is due. */
  readonly timeStopAt: number
  /** Best price at which the stop can next be trailed; null when it does not trail. */
  readonly trailAtPrice: number | null
  /** The best price that counted: the average entry, then the best at or beyond `trailAtPrice`. */
  readonly bestPrice: number
  /** Time of the last trailing revision, null before the first. */
  readonly trailedAt: number | null
}

/** A position is open under it. */
export interface OpenPlan {
  readonly status: 'OPEN'
  /** The latest revision, as it was emitted; its quantity is all that was entered, taken profits included. */
  readonly plan: SidedPlan
  readonly basis: PlanBasis
  /** Quantity still open, base units, decimal. */
  readonly openQuantity: string
  /** 1 R: distance of the first stop from the average entry, quote units, decimal. */
  readonly oneR: string
  readonly watch: Watch
  /** Why the position is being left, null while it is held. */
  readonly leaving: LeavingCause | null
}

export type ActivePlan = ProposedPlan | OpenPlan

/** What exit-brain emits: revisions of plans and final decisions on intents that got none. */
export type ExitEmission = Emission<'plan', ExitPlan> | Emission<'decision', PlanDecision>

/** The next state of a symbol, undefined when it has no plan any more, and what is to be emitted. */
export type ExitStep = readonly [ActivePlan | undefined, readonly ExitEmission[]]

/** The step that changes nothing: the very same state object, so that a caller can see it and write nothing. */
export function unchanged(active: ActivePlan | undefined): ExitStep {
  return [active, NO_EMISSIONS]
}

/** The next revision of a plan with what is different in it. A CLOSE revision names its intent among the changes. */
export function nextRevision(
  plan: SidedPlan,
  cause: PlanCause,
  eventTimeMs: number,
  changes: Partial<Omit<SidedPlan, 'revision' | 'cause' | 'event_time'>> = {},
): SidedPlan {
  return {
    ...plan,
    close_intent_id: null,
    close_signal_id: null,
    ...changes,
    revision: plan.revision + 1,
    cause,
    event_time: eventTimeMs,
  }
}

/** The CLOSE revision of an open plan. */
export function closeRevision(active: OpenPlan, { intentId, signalId }: CloseRequest, eventTimeMs: number): OpenPlan {
  const changes = { close_intent_id: intentId, close_signal_id: signalId }
  const plan = nextRevision(active.plan, 'CLOSE', eventTimeMs, changes)
  return { ...active, plan, leaving: 'CLOSE' }
}

/** The emission of a plan, traced to the signal that started it. */
export function emitPlan(plan: SidedPlan): ExitEmission {
  return { sink: 'plan', value: plan, traceId: plan.signal_id }
}

const NO_EMISSIONS: readonly ExitEmission[] = []
