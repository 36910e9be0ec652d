/** Check: every accepted signal became one intent, and every intent ended in exactly one final plan.decision. */
import type { Place } from '../place.ts'
import { type Check, type CheckResult, counted, FINDINGS_KEPT, Findings, tallyText } from './check.ts'
import type { Step } from './ledger.ts'

/** Time after its expiry in which an intent may still be in flight, ms: expiry is noticed once a minute. */
const GRACE_MS = 60_000

/** What was seen under one intent id. */
interface Chain {
  readonly accepted: Place[]
  readonly intents: Place[]
  readonly finals: Place[]
  /** Unix ms; of the intent. */
  expiresAt: number
}

export class IntentEndingsCheck implements Check {
  private readonly findings = new Findings()
  /** Intents whose chain is not whole: one acceptance, one intent, one final decision. */
  private readonly open = new Map<string, Chain>()
  private readonly endings = new Map<string, number>()
  private intents = 0
  private finals = 0

  take({ record }: Step): void {
    switch (record.kind) {
      case 'signal.decision': {
        const { outcome, intent_id: intent, signal_id: signal } = record.value
        if (outcome !== 'ACCEPTED') return
        if (intent != null) this.note(intent, 'accepted', record.place)
        else this.findings.add(record.place, { signal }, 'accepted, but names no intent')
        return
      }
      case 'trade.intent':
        this.intents++
        this.note(record.value.intent_id, 'intents', record.place, record.value.expires_at)
        return
      case 'plan.decision': {
        const { final, intent_id, stage, outcome, reason } = record.value
        if (!final) return
        this.finals++
        const ending = outcome === 'ACCEPTED' ? `${stage} ${outcome}` : `${outcome} ${reason}`
        this.endings.set(ending, (this.endings.get(ending) ?? 0) + 1)
        this.note(intent_id, 'finals', record.place)
        return
      }
    }
  }

  finish(timeMs: number): CheckResult {
    const inFlight: string[] = []
    for (const [intent, chain] of this.open) {
      if (isInFlight(chain, timeMs)) inFlight.push(intent)
      else this.report(intent, chain)
    }
    const { intents, finals, endings, findings } = this
    const more = inFlight.length - FINDINGS_KEPT
    const shown = [...inFlight.slice(0, FINDINGS_KEPT), ...(more > 0 ? [`and ${more} more`] : [])].join(', ')
    return findings.result({
      name: 'intent-endings',
      claim: 'every accepted signal ended in exactly one final plan.decision',
      summary: `${counted(intents, 'intent')}, ${counted(finals, 'final decision')}: ${tallyText(endings) || 'none'}`,
      counts: { intents, finals, inFlight: inFlight.length, ...Object.fromEntries(endings) },
      notes:
        inFlight.length === 0 ? [] : [`${counted(inFlight.length, 'intent')} still in flight at the end: ${shown}`],
    })
  }

  private note(intent: string, kind: 'accepted' | 'intents' | 'finals', place: Place, expiresAt?: number): void {
    const chain = this.open.get(intent) ?? {
      accepted: [],
      intents: [],
      finals: [],
      expiresAt: Number.NEGATIVE_INFINITY,
    }
    chain[kind].push(place)
    if (expiresAt !== undefined) chain.expiresAt = expiresAt
    const isWhole = chain.accepted.length === 1 && chain.intents.length === 1 && chain.finals.length === 1
    if (isWhole) this.open.delete(intent)
    else this.open.set(intent, chain)
  }

  private report(intent: string, { accepted, intents, finals }: Chain): void {
    const ids = { intent }
    const isWhole = accepted.length + intents.length > 0
    for (const place of isWhole ? finals.slice(1) : finals) {
      this.findings.add(place, ids, 'a final decision too many: the intent has ended already, or never was')
    }
    if (!isWhole) return
    if (intents.length === 0)
      for (const place of accepted) this.findings.add(place, ids, 'accepted, but there is no intent')
    if (accepted.length === 0)
      for (const place of intents) this.findings.add(place, ids, 'an intent that no decision accepted, or a second one')
    for (const place of accepted.slice(1)) this.findings.add(place, ids, 'accepted more than once')
    for (const place of accepted.length === 0 ? [] : intents.slice(1))
      this.findings.add(place, ids, 'the intent was made more than once')
    if (finals.length === 0)
      for (const place of intents.slice(0, 1)) this.findings.add(place, ids, 'no final plan.decision')
  }
}

/** An intent that may still be entered or expire when the records end is no fault. */
function isInFlight({ accepted, intents, finals, expiresAt }: Chain, timeMs: number): boolean {
  const isSound = accepted.length === 1 && intents.length === 1 && finals.length === 0
  return isSound && timeMs <= expiresAt + GRACE_MS
}
