/** Signals and what was decided on them: nobody should have to ask why the bot did not trade. */
import type { SignalDecision } from '../records/generated.ts'
import { type Counts, Tally } from './tally.ts'

/** Every decision is an acceptance or a refusal: accepted + refused = decisions. */
export interface SignalSection {
  /** Records of ai.signal. */
  readonly signals: number
  /** Records of signal.decision. */
  readonly decisions: number
  readonly byAction: Counts
  readonly accepted: number
  readonly refused: number
  /** Refusals by reason. */
  readonly refusals: Counts
}

/** Counts the decisions on `signals` signals. */
export function signalSection(signals: number, decided: Iterable<SignalDecision>): SignalSection {
  const [byAction, refusals] = [new Tally<string>(), new Tally<string>()]
  let accepted = 0
  for (const { action, outcome, reason } of decided) {
    byAction.add(action)
    if (outcome === 'ACCEPTED') accepted += 1
    else refusals.add(reason)
  }
  const refused = refusals.total
  return {
    signals,
    decisions: accepted + refused,
    byAction: byAction.counts(),
    accepted,
    refused,
    refusals: refusals.counts(),
  }
}
