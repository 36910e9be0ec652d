/** Check: no id names two things: intents, plan revisions, orders, fills, positions and account events. */
import { type Check, type CheckResult, counted, Findings } from './check.ts'
import { IdSet } from './id-set.ts'
import type { Step } from './ledger.ts'
import type { VerifiedRecord } from './records.ts'

/** The id a record introduces, with its kind; null where it introduces none. */
function introducedBy(record: VerifiedRecord): readonly [kind: string, id: string] | null {
  switch (record.kind) {
    case 'trade.intent':
      return ['intent', record.value.intent_id]
    case 'exit.plan':
      return ['plan revision', `${record.value.plan_id} revision ${record.value.revision}`]
    case 'order.command':
      return ['order', record.value.client_order_id]
    case 'execution.report':
      return record.value.trade_id == null ? null : ['fill', record.value.trade_id]
    case 'account.event':
      return ['account event', record.value.venue_event_id]
    case 'position.update':
      return record.value.status === 'OPENED' ? ['position', record.value.position_id] : null
    // A signal id may come twice: the second record is decided DUPLICATE.
    case 'ai.signal':
    case 'signal.decision':
    case 'plan.decision':
    case 'dead.letter':
    case 'unreadable':
      return null
  }
}

export class UniqueIdsCheck implements Check {
  private readonly findings = new Findings()
  private readonly ids = new IdSet()
  private readonly counts = new Map<string, number>()

  take({ record }: Step): void {
    const introduced = introducedBy(record)
    if (introduced === null) return
    const [kind, id] = introduced
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    if (!this.ids.add(`${kind} ${id}`)) this.findings.add(record.place, { [kind]: id }, `the ${kind} id came before`)
  }

  finish(): CheckResult {
    const parts = [...this.counts].map(([kind, count]) => counted(count, kind))
    return this.findings.result({
      name: 'unique-ids',
      claim: 'no id names two things',
      summary: parts.join(', ') || 'no ids yet',
      counts: Object.fromEntries(this.counts),
    })
  }
}
