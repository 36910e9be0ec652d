/** Check: every ILF field of every intent is real or a declared proxy, and its value fits what is declared. */
import { ATR_PROXY_RANGE, VOLATILITY_FACTOR_RANGE } from '../../domain/enrichment.ts'
import type { IlfFields } from '../../records/generated.ts'
import { type Check, type CheckResult, counted, Findings, tallyText } from './check.ts'
import type { Step } from './ledger.ts'

type Field = 'atr' | 'volatility' | 'divergence' | 'funding' | 'regime'

/** Where a field says it came from, and what does not fit that; null where everything does. */
interface Reading {
  readonly source: string
  readonly problem: string | null
}

const within = (value: number, { min, max }: { readonly min: number; readonly max: number }) =>
  value >= min && value <= max

const READINGS: Readonly<Record<Field, (ilf: IlfFields) => Reading>> = {
  atr: ({ atr_value: value, atr_source: source }) => {
    const { min, max } = ATR_PROXY_RANGE
    const isReal = source === 'CANDLES'
    if (isReal && !(value > 0 && Number.isFinite(value)))
      return { source, problem: `atr_value ${value} is not above zero` }
    const fits = isReal || source === 'UNKNOWN' || within(value, ATR_PROXY_RANGE)
    return { source, problem: fits ? null : `atr_value ${value} as a proxy is outside ${min}–${max}` }
  },
  volatility: ({ volatility_factor: value, volatility_source: source }) => {
    const { min, max } = VOLATILITY_FACTOR_RANGE
    const fits = within(value, VOLATILITY_FACTOR_RANGE)
    return { source, problem: fits ? null : `volatility_factor ${value} is outside ${min}–${max}` }
  },
  divergence: ({ exchange_divergence: value, divergence_source: source, markets }) => {
    if (!within(value, { min: 0, max: 1 })) return { source, problem: `exchange_divergence ${value} is outside 0–1` }
    const fits = source === 'MEASURED' ? markets >= 2 : source === 'UNKNOWN' || (markets <= 1 && value === 0)
    return {
      source,
      problem: fits ? null : `exchange_divergence ${value} over ${counted(markets, 'market')} is not ${source}`,
    }
  },
  funding: ({ funding_rate: value, funding_source: source }) => {
    const fits = source === 'NONE_KNOWN' ? value === 0 : Number.isFinite(value)
    return { source, problem: fits ? null : `funding_rate ${value} is not ${source}` }
  },
  regime: ({ regime, regime_source: source }) => {
    const fits = source === 'UNKNOWN' || (source === 'CANDLES') === (regime !== 'UNKNOWN')
    return { source, problem: fits ? null : `regime ${regime} is not ${source}` }
  },
}

const FIELDS: readonly Field[] = ['atr', 'volatility', 'divergence', 'funding', 'regime']

export class IlfFieldsCheck implements Check {
  private readonly findings = new Findings()
  private readonly tallies = new Map(FIELDS.map((field) => [field, new Map<string, number>()]))
  private intents = 0

  take({ record }: Step): void {
    if (record.kind !== 'trade.intent') return
    this.intents++
    const { place, value } = record
    for (const [field, tally] of this.tallies) {
      const { source, problem } = READINGS[field](value.ilf)
      tally.set(source, (tally.get(source) ?? 0) + 1)
      const ids = { intent: value.intent_id }
      if (source === 'UNKNOWN') this.findings.add(place, ids, `${field} does not say how it was obtained`)
      if (problem !== null) this.findings.add(place, ids, problem)
    }
  }

  finish(): CheckResult {
    const { intents, tallies } = this
    const parts = [...tallies].map(([field, tally]) => `${field}: ${tallyText(tally)}`)
    const counts = [...tallies].flatMap(([field, tally]) =>
      [...tally].map(([source, count]) => [`${field}.${source}`, count]),
    )
    return this.findings.result({
      name: 'ilf-fields',
      claim: 'every ILF field is real or a declared proxy',
      summary: intents === 0 ? 'no intent yet' : `${counted(intents, 'intent')}; ${parts.join('; ')}`,
      counts: { intents, ...Object.fromEntries(counts) },
    })
  }
}
