/** The beginning of a story: the signal, the market it could know, and what became of its advice. */
import type { AiSignal, IlfFields, SignalDecision, SignalOutcome } from '../../records/generated.ts'
import { placeText } from '../place.ts'
import type { Chain, Located } from './chain.ts'
import { columns, durationText, isoText, priceText, ratioText, signedPct, sinceText } from './figures.ts'
import { type Known, knownOf, UNKNOWN } from './known.ts'
import { adviceText, gateWords } from './refusal.ts'
import type { Section } from './section.ts'

/** The signal: what the model advised and why. */
export function signalSection({ signals, outcomes }: Chain): readonly Section[] {
  const [first, ...again] = signals
  if (first === undefined) return []
  const { value } = first
  const outcome = outcomes[0]?.value
  const lines = columns([
    ['model', [value.model, value.model_version, value.timeframe].filter(Boolean).join(', ')],
    ...(value.reason == null ? [] : [['reason', value.reason]]),
    ...(value.reference_price == null ? [] : [['price seen', seenText(value)]]),
    ...(outcome === undefined ? [] : [['later', outcomeText(outcome)]]),
    ...(again.length === 0
      ? []
      : [['again', `${again.length} more with this id, at ${again.map(placeText).join(', ')}`]]),
  ])
  return [{ title: 'SIGNAL', gist: `${isoText(value.event_time)}  ${value.symbol} ${adviceText(value)}`, lines }]
}

/** The last ticks strictly before the signal, by market. */
export function marketSection({ ticks, signals }: Chain): readonly Section[] {
  const signal = signals[0]?.value
  if (signal === undefined) return []
  if (ticks.length === 0) return [{ title: 'MARKET', gist: 'no tick in the day before the signal', lines: [] }]
  const rows = ticks.map((tick) => {
    const { exchange, market, role, price, bid, ask, mark_price: mark } = tick.value
    const extras = [
      ['bid', bid],
      ['ask', ask],
      ['mark', mark],
    ].flatMap(([name, figure]) => (figure == null ? [] : [`${name} ${figure}`]))
    const age = durationText(signal.event_time - tick.timestamp)
    return [`${exchange} ${market}`, role, priceText(price), `${age} before`, [placeText(tick), ...extras].join('  ')]
  })
  return [{ title: 'MARKET', gist: 'last ticks strictly before the signal', lines: columns(rows) }]
}

/** The decision, in words and with every figure it was made on. */
export function decisionSection(chain: Chain): readonly Section[] {
  const { decisions, intents, signals } = chain
  const decision = decisions.find(({ value }) => value.outcome === 'ACCEPTED') ?? decisions[0]
  if (decision === undefined) return [{ title: 'DECISION', gist: 'none yet', lines: [] }]
  const { value } = decision
  const since = sinceText(value.event_time - (signals[0]?.value.event_time ?? value.event_time))
  const gist = `${since}  ${value.outcome} ${value.outcome === 'REFUSED' ? value.reason : ''}`.trimEnd()
  const lines = [
    `  ${gateWords(value)}`,
    ...figureLines(value, intents[0]?.value.ilf, knownOf(chain)),
    ...otherDecisions(decisions, decision),
  ]
  return [{ title: 'DECISION', gist, lines }]
}

function figureLines(decision: SignalDecision, ilf: IlfFields | undefined, known: Known): readonly string[] {
  const {
    price,
    market_age_ms,
    atr_value: atr,
    volatility_factor,
    exchange_divergence,
    funding_rate,
    regime,
  } = decision
  const rows: string[][] = []
  if (price != null)
    rows.push(['price', priceText(price), market_age_ms == null ? '' : `${durationText(market_age_ms)} old`])
  if (atr != null) rows.push(['atr', ratioText(atr, 3), ilf?.atr_source ?? ''])
  if (volatility_factor != null) rows.push(['volatility', volatility_factor.toFixed(3), ilf?.volatility_source ?? ''])
  if (exchange_divergence != null)
    rows.push(['divergence', known.divergence ? ratioText(exchange_divergence, 4) : UNKNOWN, divergenceOrigin(ilf)])
  if (funding_rate != null)
    rows.push(['funding', known.funding ? ratioText(funding_rate, 4) : UNKNOWN, ilf?.funding_source ?? ''])
  if (regime != null) rows.push(['regime', regime, ilf?.regime_source ?? ''])
  if (ilf?.adx != null) rows.push(['adx', ilf.adx.toFixed(1), ''])
  return columns(rows)
}

function divergenceOrigin(ilf: IlfFields | undefined): string {
  return ilf === undefined ? '' : `${ilf.divergence_source}, ${ilf.markets} fresh`
}

function otherDecisions(all: readonly Located<SignalDecision>[], shown: Located<SignalDecision>): readonly string[] {
  return all
    .filter((one) => one !== shown)
    .map((one) => `  also ${placeText(one)}: ${one.value.outcome} ${one.value.reason}, ${gateWords(one.value)}`)
}

function seenText({ reference_price: price, tick_time: timeMs }: AiSignal): string {
  return `${price}${timeMs == null ? '' : ` at ${isoText(timeMs)}`}`
}

function outcomeText({ correct, return_ratio, horizon_ms, reference_price, price }: SignalOutcome): string {
  const words = correct ? 'the price went its way' : 'the price did not go its way'
  return `${words} within ${durationText(horizon_ms)}: ${priceText(reference_price)} → ${priceText(price)}, ${signedPct(return_ratio * 100)}`
}
