/** Check: every plan's leverage lies in 5–80, and it varies over the run, as the formula gave it and as it is set. */
import { DEFAULT_LEVERAGE_PARAMS } from '../../domain/leverage.ts'
import type { Place } from '../place.ts'
import { type Check, type CheckResult, counted, type Finding, Findings } from './check.ts'
import type { Step } from './ledger.ts'

const { min: LEAST, max: MOST } = DEFAULT_LEVERAGE_PARAMS

/** Below this many plans equal leverages are chance: both ends of the range are reached easily. */
const MIN_PLANS_TO_VARY = 10

/** Range of a figure, and whether two different values were seen. */
class Range {
  min = Number.POSITIVE_INFINITY
  max = Number.NEGATIVE_INFINITY

  add(value: number): void {
    this.min = Math.min(this.min, value)
    this.max = Math.max(this.max, value)
  }

  get varies(): boolean {
    return this.max > this.min
  }

  text(digits: number): string {
    return `${this.min.toFixed(digits)}–${this.max.toFixed(digits)}`
  }
}

export class LeverageCheck implements Check {
  private readonly findings = new Findings()
  private readonly raw = new Range()
  private readonly whole = new Range()
  private plans = 0
  /** Plans whose leverage is the cap. */
  private capped = 0
  /** The plan to point at where nothing varies; null while there are too few to tell. */
  private witness: { readonly place: Place; readonly ids: Finding['ids'] } | null = null

  take({ record }: Step): void {
    if (record.kind !== 'exit.plan') return
    const { place, value } = record
    const { ilf_leverage: raw, leverage: whole } = value
    const ids = { plan: value.plan_id }
    if (!(raw >= LEAST && raw <= MOST)) this.findings.add(place, ids, `ilf_leverage ${raw} is outside ${LEAST}–${MOST}`)
    if (!(whole >= LEAST && whole <= MOST))
      this.findings.add(place, ids, `leverage ${whole} is outside ${LEAST}–${MOST}`)
    if (whole > raw) this.findings.add(place, ids, `leverage ${whole} is above the formula's ${raw}`)
    if (value.revision !== 0) return
    this.plans++
    if (value.limited_by.includes('LEVERAGE_CAP')) this.capped++
    this.raw.add(raw)
    this.whole.add(whole)
    if (this.plans === MIN_PLANS_TO_VARY) this.witness = { place, ids }
  }

  finish(): CheckResult {
    const { plans, capped, raw, whole, witness } = this
    for (const [name, range] of [
      ['ilf_leverage', raw],
      ['leverage', whole],
    ] as const) {
      const isCapped = range === whole && capped === plans
      if (witness === null || range.varies || isCapped) continue
      this.findings.add(witness.place, witness.ids, `${name} is ${range.min} in all ${plans} plans: it does not vary`)
    }
    const few = plans > 0 && plans < MIN_PLANS_TO_VARY
    return this.findings.result({
      name: 'leverage',
      claim: `every plan's leverage lies in ${LEAST}–${MOST} and varies`,
      summary: plans === 0 ? 'no plan yet' : `${counted(plans, 'plan')}: raw ${raw.text(1)}, whole ${whole.text(0)}`,
      counts: {
        plans,
        ...(plans === 0 ? {} : { rawMin: raw.min, rawMax: raw.max, wholeMin: whole.min, wholeMax: whole.max }),
      },
      notes: few
        ? [`only ${counted(plans, 'plan')}: whether leverage varies is not judged below ${MIN_PLANS_TO_VARY}`]
        : [],
    })
  }
}
