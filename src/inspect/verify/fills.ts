/** Checks of fills: each comes after its command, and exits never take more than there is. */
import { type Check, type CheckResult, counted, Findings } from './check.ts'
import type { FillStep, Step } from './ledger.ts'

/** A fill at the instant of its command would have known a price that was there before the order was. */
export class FillTimesCheck implements Check {
  private readonly findings = new Findings()
  private fills = 0

  take({ record, fill }: Step): void {
    if (fill === null || record.kind !== 'execution.report') return
    this.fills++
    const { order } = fill
    const ids = { order: record.value.client_order_id }
    if (order === null) {
      this.findings.add(
        record.place,
        ids,
        `a fill of ${fill.quantity} of an order that was not commanded, or has ended`,
      )
    } else if (record.timestamp <= order.commandedAt) {
      const early = order.commandedAt - record.timestamp
      const when = early === 0 ? 'in the instant of its command' : `${early} ms before its command`
      this.findings.add(record.place, { ...ids, plan: order.planId }, `${order.leg} filled ${when}`)
    }
  }

  finish(): CheckResult {
    return this.findings.result({
      name: 'fill-times',
      claim: 'every fill comes after its command',
      summary: counted(this.fills, 'fill'),
      counts: { fills: this.fills },
    })
  }
}

/** Take-profits, and every other exit, close what is open and no more; no order fills more than was commanded. */
export class FillQuantitiesCheck implements Check {
  private readonly findings = new Findings()
  private takeProfits = 0
  private others = 0

  take({ record, fill }: Step): void {
    if (fill?.order == null) return
    const { leg, planId, id } = fill.order
    if (leg !== 'ENTRY') {
      if (isTakeProfit(leg)) this.takeProfits++
      else this.others++
    }
    for (const problem of problemsOf(fill, fill.order))
      this.findings.add(record.place, { order: id, plan: planId }, problem)
  }

  finish(): CheckResult {
    const { takeProfits, others } = this
    return this.findings.result({
      name: 'fill-quantities',
      claim: 'take-profits and other exits never exceed the position, nor any order its quantity',
      summary: `${counted(takeProfits, 'take-profit fill')}, ${counted(others, 'other exit fill')}`,
      counts: { takeProfits, others },
    })
  }
}

function problemsOf({ quantity, openBefore }: FillStep, order: NonNullable<FillStep['order']>): readonly string[] {
  const problems: string[] = []
  if (order.leg !== 'ENTRY' && quantity.gt(openBefore)) {
    problems.push(`${order.leg} filled ${quantity} of a position of ${openBefore}`)
  }
  if (order.filled.gt(order.quantity)) {
    problems.push(`${order.leg} has filled ${order.filled}, commanded were ${order.quantity}`)
  }
  return problems
}

function isTakeProfit(leg: string): boolean {
  return leg === 'TP1' || leg === 'TP2' || leg === 'TP3'
}
