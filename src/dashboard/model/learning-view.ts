/** What was learnt: the newest value of every multiplier, and how signals turned out. */
import type { SignalOutcome, SizingPolicy } from '../../records/generated.ts'
import { calibrationSection } from '../../report/calibration.ts'
import { sizingSection } from '../../report/sizing.ts'
import type { Calibration, Sizing } from '../protocol/learning.ts'
import { Ring } from './ring.ts'

const KEPT_OUTCOMES = 50_000

export class LearningView {
  private readonly policies = new Map<string, SizingPolicy>()
  private readonly outcomes = new Ring<SignalOutcome>(KEPT_OUTCOMES)

  seePolicy(policy: SizingPolicy): void {
    this.policies.set(`${policy.state} ${policy.action}`, policy)
  }

  seeOutcome(outcome: SignalOutcome): void {
    this.outcomes.push(outcome)
  }

  get sizing(): Sizing {
    return sizingSection(this.policies.values())
  }

  calibration(settings: { readonly threshold: number; readonly horizonMs: number }): Calibration {
    return calibrationSection(this.outcomes.all, settings)
  }
}
