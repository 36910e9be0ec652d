/** How often each thing was decided, refused, reported or put aside, by what kind of it. */
import type { DeadLetter, ExecutionReport, PlanDecision, SignalDecision } from '../records/generated.ts'

export class FactCounts {
  readonly signalDecisions = new Map<string, number>()
  readonly planRefusals = new Map<string, number>()
  readonly orderReports = new Map<string, number>()
  readonly deadLetters = new Map<string, number>()

  seeSignal({ reason }: SignalDecision): void {
    add(this.signalDecisions, reason)
  }

  seePlan({ final, outcome, reason }: PlanDecision): void {
    if (final && outcome === 'REFUSED') add(this.planRefusals, reason)
  }

  seeReport({ status }: ExecutionReport): void {
    add(this.orderReports, status)
  }

  seeLetter({ error_code: code }: DeadLetter): void {
    add(this.deadLetters, code)
  }
}

function add(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1)
}
