/** Sizing and intent: how much was to be committed and why. */
import type { Sizing, SizingPolicy, TradeIntent } from '../../records/generated.ts'
import type { Chain } from './chain.ts'
import { columns, durationText, moneyText, priceText, ratioText, sinceText } from './figures.ts'
import { planDecisionWords } from './refusal.ts'
import type { Section } from './section.ts'

/** The state the sizing policy was in, its multiplier, and whether that was learnt or tried. */
export function sizingSection({ intents, policy }: Chain): readonly Section[] {
  const intent = intents[0]?.value
  if (intent === undefined || intent.side === 'CLOSE') return []
  const { state, action } = intent.sizing
  const gist = `×${action} = $${moneyText(intent.position_size_usd)} @ 1x`
  return [
    {
      title: 'SIZING',
      gist,
      lines: columns([
        ['state', `${state}  ${stateWords(state)}`],
        ['chosen', chosenWords(intent.sizing, policy?.value ?? null)],
      ]),
    },
  ]
}

/** The intent, and every decision on it. */
export function intentSection({ intents, planDecisions, closes }: Chain, startMs: number): readonly Section[] {
  const intent = intents[0]?.value
  if (intent === undefined) return []
  const closed = closes[0]?.value
  const lines = [
    ...columns([['id', intent.intent_id], ...(intent.side === 'CLOSE' ? [] : wishRows(intent))]),
    ...(closed === undefined ? [] : [`  closes plan ${closed.plan_id} of signal ${closed.signal_id}`]),
    ...columns(
      planDecisions.map(({ value }) => [
        sinceText(value.event_time - startMs),
        `${value.stage} ${value.outcome}${value.final ? '' : ', not final'}`,
        planDecisionWords(value) + (value.intent_id === intent.intent_id ? '' : `, for ${value.intent_id}`),
      ]),
    ),
  ]
  const gist =
    intent.side === 'CLOSE'
      ? 'CLOSE'
      : `${intent.side} at ${priceText(intent.entry_price)}, $${moneyText(intent.position_size_usd)} @ 1x`
  return [{ title: 'INTENT', gist: `${sinceText(intent.event_time - startMs)}  ${gist}`, lines }]
}

function wishRows({ stop_loss, take_profit, harvest, expires_at, event_time }: TradeIntent): readonly string[][] {
  return [
    ['first idea', `stop ${priceText(stop_loss)}, target ${priceText(take_profit)}`],
    [
      'harvest',
      `${harvest.policy}: ${ratioText(harvest.target_ratio)} within ${durationText(harvest.max_duration_ms)}`,
    ],
    ['valid', `for ${durationText(expires_at - event_time)}`],
  ]
}

function chosenWords({ explored }: Sizing, policy: SizingPolicy | null): string {
  const known =
    policy === null
      ? 'nothing learnt of it yet'
      : `learnt value ${policy.value.toFixed(4)} from ${policy.visits} closed`
  return explored
    ? `explored, drawn at random; ${known}`
    : policy === null
      ? 'the default, nothing learnt yet'
      : `the best known: ${known}`
}

const REGIMES: Readonly<Record<string, string>> = {
  'hv-trending': 'volatile and trending',
  'hv-ranging': 'volatile and ranging',
  'lv-trending': 'calm and trending',
  'lv-ranging': 'calm and ranging',
  choppy: 'choppy',
}
const CONFIDENCES = ['below 45 %', '45–55 %', '55–70 %', '70–85 %', '85 % or more']
const EXPOSURES = ['below 30 %', '30–60 %', '60–80 %', '80 % or more']
const PERFORMANCES = ['bad', 'neutral', 'good']

/** One of the 300 states in words, for example `lv-trending.c3.e0.p1`. */
function stateWords(state: string): string {
  const [regime = '', confidence, exposure, performance] = state.split('.')
  const step = (part: string | undefined, words: readonly string[]) => words[Number(part?.slice(1))] ?? '?'
  const market = REGIMES[regime] ?? regime
  return `${market} market, confidence ${step(confidence, CONFIDENCES)}, exposure ${step(exposure, EXPOSURES)}, results ${step(performance, PERFORMANCES)}`
}
