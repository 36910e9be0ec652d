/** The gates between a signal and an intent, in their fixed order: the first that bars the way gives the reason. */
import type { AccountMode, AiSignal, DecisionReason } from '../../records/generated.ts'
import type { EnrichedMarket } from '../market/enriched.ts'
import type { SymbolState } from './symbol-state.ts'

/** Configuration of the gates. */
export interface GateConfig {
  /** Least confidence, 0 to 1. */
  readonly threshold: number
  /** A signal older than this is refused, ms; its id is remembered for twice as long. */
  readonly maxSignalAgeMs: number
  /** A signal further ahead of stream time than this is refused, ms. */
  readonly maxSignalLeadMs: number
  /** A market whose last traded price is older than this is refused, ms. */
  readonly maxMarketAgeMs: number
  /** Time after a position has closed in which the symbol is left alone, ms. */
  readonly cooldownMs: number
}

export const DEFAULT_GATE_CONFIG: GateConfig = {
  threshold: 0.65,
  maxSignalAgeMs: 300_000,
  maxSignalLeadMs: 5_000,
  maxMarketAgeMs: 120_000,
  cooldownMs: 300_000,
}

/** What the gates look at. */
export interface GateView {
  readonly signal: AiSignal
  /** Whether this signal id was decided on before. */
  readonly seen: boolean
  readonly market: EnrichedMarket | null
  readonly symbol: SymbolState
  /** Mode of the account; ACTIVE before its first account.state, for then nothing has happened yet. */
  readonly mode: AccountMode
  readonly nowMs: number
}

/** Which gate decided, and what else a reader should know. */
export interface GateResult {
  readonly reason: DecisionReason
  readonly note: string | null
}

type Gate = (view: GateView, config: GateConfig) => string | boolean

/** In order. A gate answers false to let through, true or a note to refuse. */
const GATES: readonly (readonly [DecisionReason, Gate])[] = [
  ['DUPLICATE', ({ seen }) => seen],
  ['INVALID_SIGNAL', ({ signal }) => invalid(signal)],
  ['HOLD', ({ signal }) => signal.action === 'HOLD'],
  ['BELOW_THRESHOLD', ({ signal }, { threshold }) => signal.confidence < threshold],
  ['FUTURE_SIGNAL', ({ signal, nowMs }, config) => signal.event_time - nowMs > config.maxSignalLeadMs],
  ['STALE_SIGNAL', ({ signal, nowMs }, config) => nowMs - signal.event_time > config.maxSignalAgeMs],
  ['NO_MARKET', ({ market }) => market === null],
  [
    'STALE_MARKET',
    ({ market, signal }, config) => market !== null && signal.event_time - market.priceTime > config.maxMarketAgeMs,
  ],
  [
    'POSITION_OPEN',
    ({ symbol }) => (symbol.status === 'FREE' ? false : `${symbol.status.toLowerCase()} by ${symbol.intentId}`),
  ],
  [
    'COOLDOWN',
    ({ symbol, nowMs }) => symbol.status === 'FREE' && nowMs < symbol.cooldownUntil && `until ${symbol.cooldownUntil}`,
  ],
  ['HALTED', ({ mode }) => mode !== 'ACTIVE' && `the account is ${mode}`],
]

/** A CLOSE, like everything that only reduces, passes every gate but these. */
const CLOSE_GATES: readonly (readonly [DecisionReason, Gate])[] = [
  ['DUPLICATE', ({ seen }) => seen],
  ['NO_POSITION', ({ symbol }) => symbol.status !== 'OPEN'],
]

/** Takes a signal through the gates (FORMULAS, Decision). */
export function passGates(view: GateView, config: GateConfig): GateResult {
  for (const [reason, gate] of view.signal.action === 'CLOSE' ? CLOSE_GATES : GATES) {
    const barred = gate(view, config)
    if (barred !== false) return { reason, note: barred === true ? null : barred }
  }
  return { reason: 'ACCEPTED', note: null }
}

function invalid({ action, confidence, signal_id }: AiSignal): string | false {
  if (action === 'UNKNOWN') return 'an action this version does not know'
  if (!(confidence >= 0 && confidence <= 1)) return `confidence ${confidence} is not between 0 and 1`
  return signal_id === '' && 'no signal_id'
}
