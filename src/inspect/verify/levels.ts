/** Check: targets and stop of every plan are set, in order and on the right side, and stops only move in its favour. */
import { type Decimal, decimal } from '../../domain/decimal.ts'
import type { ExitPlan } from '../../records/generated.ts'
import { type Check, type CheckResult, counted, Findings } from './check.ts'
import type { Step } from './ledger.ts'

/** What is remembered of a plan between its revisions. */
interface LastStop {
  readonly price: Decimal
  /** True once break-even or trailing has moved it: then it may lie on the profit side. */
  readonly locked: boolean
}

export class LevelsCheck implements Check {
  private readonly findings = new Findings()
  private readonly stops = new Map<string, LastStop>()
  private plans = 0
  private revisions = 0
  private merged = 0

  take({ record }: Step): void {
    switch (record.kind) {
      case 'exit.plan': {
        const { place, value } = record
        if (value.revision === 0) this.plans++
        else this.revisions++
        if (value.take_profits.length < 3) this.merged++
        for (const problem of this.problemsOf(value)) this.findings.add(place, { plan: value.plan_id }, problem)
        return
      }
      case 'plan.decision':
        if (record.value.final && record.value.outcome !== 'ACCEPTED') this.stops.delete(record.value.plan_id ?? '')
        return
      case 'position.update':
        if (record.value.status === 'CLOSED') this.stops.delete(record.value.plan_id)
        return
    }
  }

  finish(): CheckResult {
    const { plans, revisions, merged } = this
    const note = `${counted(merged, 'record')} with fewer than three targets: legs below the minimum or on one tick are merged`
    return this.findings.result({
      name: 'levels',
      claim: 'TP1 < TP2 < TP3 and SL are set, each on its side of the entry, long and short',
      summary: `${counted(plans, 'plan')}, ${counted(revisions, 'revision')}`,
      counts: { plans, revisions, merged },
      notes: merged === 0 ? [] : [note],
    })
  }

  private problemsOf(plan: ExitPlan): readonly string[] {
    if (plan.side === 'UNKNOWN') return ['side is UNKNOWN']
    const sign = plan.side === 'LONG' ? 1 : -1
    try {
      const entry = decimal(plan.entry_price)
      return [...targetProblems(plan, entry, sign), ...this.stopProblems(plan, entry, sign)]
    } catch (error) {
      return [`a level is no number: ${error instanceof Error ? error.message : String(error)}`]
    }
  }

  private stopProblems(plan: ExitPlan, entry: Decimal, sign: 1 | -1): readonly string[] {
    const stop = decimal(plan.stop_loss)
    const last = this.stops.get(plan.plan_id)
    const locked = (last?.locked ?? false) || plan.cause === 'BREAK_EVEN' || plan.cause === 'TRAIL'
    this.stops.set(plan.plan_id, { price: stop, locked })
    const problems: string[] = []
    if (!stop.gt(0)) problems.push(`stop ${plan.stop_loss} is not above zero`)
    if (!locked && entry.minus(stop).times(sign).lte(0)) {
      problems.push(`stop ${plan.stop_loss} of a ${plan.side} is not on the loss side of the entry ${plan.entry_price}`)
    }
    // The first revision re-bases the stop on the real entry; from the second on it may only move for the position.
    if (last !== undefined && plan.revision > 1 && stop.minus(last.price).times(sign).lt(0)) {
      problems.push(`stop of a ${plan.side} moved against it, from ${last.price} to ${plan.stop_loss}`)
    }
    if (stop.minus(plan.liquidation_price).times(sign).lte(0)) {
      problems.push(`stop ${plan.stop_loss} lies behind the liquidation price ${plan.liquidation_price}`)
    }
    return problems
  }
}

function targetProblems(
  { side, take_profits: targets, ...plan }: ExitPlan,
  entry: Decimal,
  sign: 1 | -1,
): readonly string[] {
  const problems: string[] = []
  if (targets.length === 0) problems.push('no take-profit is set')
  let nearer = entry
  for (const [index, { price }] of targets.entries()) {
    const isBeyond = decimal(price).minus(nearer).times(sign).gt(0)
    const before = index === 0 ? `the entry ${plan.entry_price}` : `TP${index} ${targets[index - 1]?.price}`
    if (!isBeyond) problems.push(`TP${index + 1} ${price} of a ${side} is not beyond ${before}`)
    nearer = decimal(price)
  }
  const total = targets.reduce((sum, { quantity }) => sum.plus(quantity), decimal(0))
  if (!total.eq(plan.quantity)) problems.push(`targets add up to ${total}, the plan's quantity is ${plan.quantity}`)
  return problems
}
