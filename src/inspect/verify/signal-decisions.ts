/** Check: every ai.signal record has exactly one signal.decision, so that nobody asks why the bot did not trade. */
import type { Place } from '../place.ts'
import { type Check, type CheckResult, counted, Findings } from './check.ts'
import type { Step } from './ledger.ts'

/** What has not yet been matched under one signal id: signals wait for decisions, or decisions for signals. */
interface Unmatched {
  readonly signals: Place[]
  readonly decisions: Place[]
}

const SIGNALS = 'ai.signal'

export class SignalDecisionsCheck implements Check {
  private readonly findings = new Findings()
  private readonly unmatched = new Map<string, Unmatched>()
  /** Offsets, by partition, of signals that ended as dead letters of the topology that decides. */
  private readonly dead = new Set<string>()
  private signals = 0
  private decisions = 0
  private accepted = 0

  take({ record }: Step): void {
    switch (record.kind) {
      case 'ai.signal':
        this.signals++
        this.match(record.value.signal_id, 'signals', 'decisions', record.place)
        return
      case 'signal.decision':
        this.decisions++
        if (record.value.outcome === 'ACCEPTED') this.accepted++
        this.match(record.value.signal_id, 'decisions', 'signals', record.place)
        return
      case 'dead.letter': {
        const { topic, partition, offset, topology } = record.value
        if (topic === SIGNALS && topology?.startsWith('trade-intent/')) this.dead.add(`${partition}@${offset}`)
        return
      }
    }
  }

  finish(): CheckResult {
    const { signals, decisions, accepted, findings } = this
    let deadLettered = 0
    for (const [signal, open] of this.unmatched) {
      for (const place of open.decisions)
        findings.add(place, { signal }, 'a decision that no signal record asked for, or a second one')
      for (const place of open.signals) {
        if (this.dead.has(`${place.partition}@${place.offset}`)) deadLettered++
        else findings.add(place, { signal }, 'a signal without a decision')
      }
    }
    return findings.result({
      name: 'signal-decisions',
      claim: 'exactly one decision for every signal',
      summary: `${counted(signals, 'signal')}, ${counted(decisions, 'decision')}: ${accepted} accepted, ${decisions - accepted} refused`,
      counts: { signals, decisions, accepted, refused: decisions - accepted, deadLettered },
      notes:
        deadLettered === 0
          ? []
          : [`${counted(deadLettered, 'signal')} could not be processed and ended as dead letters`],
    })
  }

  /** Pairs a record off with one of the other kind under its id, or lets it wait. Memory holds what waits only. */
  private match(id: string, kind: keyof Unmatched, other: keyof Unmatched, place: Place): void {
    const open = this.unmatched.get(id) ?? { signals: [], decisions: [] }
    if (open[other].length > 0) open[other].shift()
    else open[kind].push(place)
    if (open.signals.length + open.decisions.length === 0) this.unmatched.delete(id)
    else this.unmatched.set(id, open)
  }
}
