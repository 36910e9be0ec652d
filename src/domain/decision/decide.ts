/** From a signal and its market to the decision record, and to the intent where the decision is to trade. */
import type { AccountState, SignalDecision, Sizing, TradeIntent } from '../../records/generated.ts'
import { text } from '../decimal.ts'
import type { Emission } from '../emission.ts'
import { intentId } from '../ids.ts'
import { type HarvestParams, harvestPolicy, intentLevels } from '../intent.ts'
import type { EnrichedMarket } from '../market/enriched.ts'
import { chooseMultiplier, type LearntValue, type SizingParams } from '../sizing.ts'
import { sizingState } from '../sizing-state.ts'
import { type GateConfig, type GateResult, type GateView, passGates } from './gate.ts'

/** What a CLOSE carries where no price was ever seen. */
const UNKNOWN_MARKET: EnrichedMarket = {
  price: 0,
  priceTime: 0,
  ilf: {
    atr_value: 0,
    atr_source: 'UNKNOWN',
    volatility_factor: 0,
    volatility_source: 'UNKNOWN',
    exchange_divergence: 0,
    divergence_source: 'UNKNOWN',
    markets: 0,
    funding_rate: 0,
    funding_source: 'UNKNOWN',
    regime: 'UNKNOWN',
    regime_source: 'UNKNOWN',
    adx: null,
  },
}

/** Version of the intent's contract. */
const CONTRACT_VERSION = 1

export interface DecisionConfig {
  readonly account: string
  readonly gate: GateConfig
  readonly sizing: SizingParams
  readonly harvest: HarvestParams
  /** Time an intent stays valid, ms. */
  readonly intentTtlMs: number
}

export interface DecisionView extends GateView {
  readonly account: AccountState | undefined
  /** What the sizing policy has learnt in a state, by multiplier. */
  learntIn(state: string): ReadonlyMap<number, LearntValue>
}

export type DecisionEmission = Emission<'decision', SignalDecision> | Emission<'intent', TradeIntent>

/** Decides on one signal: always exactly one decision, and an intent where it is accepted. */
export function decideSignal(view: DecisionView, config: DecisionConfig): readonly DecisionEmission[] {
  const { signal } = view
  const gate = passGates(view, config.gate)
  const intent = gate.reason === 'ACCEPTED' ? intentOf(view, config) : null
  const decision: DecisionEmission = {
    sink: 'decision',
    value: decisionOf(view, gate, intent, config),
    traceId: signal.signal_id,
  }
  return intent === null ? [decision] : [decision, { sink: 'intent', value: intent, traceId: signal.signal_id }]
}

function decisionOf(
  { signal, market, nowMs }: DecisionView,
  gate: GateResult,
  intent: TradeIntent | null,
  config: DecisionConfig,
): SignalDecision {
  return {
    symbol: signal.symbol,
    event_time: nowMs,
    account: config.account,
    signal_id: signal.signal_id,
    outcome: intent === null ? 'REFUSED' : 'ACCEPTED',
    reason: gate.reason,
    intent_id: intent?.intent_id ?? null,
    action: signal.action,
    confidence: signal.confidence,
    threshold: config.gate.threshold,
    signal_age_ms: nowMs - signal.event_time,
    price: market?.price ?? null,
    market_age_ms: market === null ? null : signal.event_time - market.priceTime,
    atr_value: market?.ilf.atr_value ?? null,
    volatility_factor: market?.ilf.volatility_factor ?? null,
    exchange_divergence: market?.ilf.exchange_divergence ?? null,
    funding_rate: market?.ilf.funding_rate ?? null,
    regime: market?.ilf.regime ?? null,
    note: gate.note,
  }
}

function intentOf(view: DecisionView, config: DecisionConfig): TradeIntent | null {
  const { signal, nowMs } = view
  if (signal.action === 'HOLD' || signal.action === 'UNKNOWN') return null
  const side = signal.action
  // Leaving is allowed without a market; nothing that opens gets past the gates without one.
  const market = view.market ?? UNKNOWN_MARKET
  const isClose = side === 'CLOSE'
  const levels = isClose ? { stopLoss: market.price, takeProfit: market.price } : intentLevels(side, market.price)
  const sizing = sizingOf(view, market, config)
  return {
    symbol: signal.symbol,
    event_time: nowMs,
    intent_id: intentId(signal.signal_id, config.account),
    signal_id: signal.signal_id,
    account: config.account,
    side,
    confidence: signal.confidence,
    position_size_usd: text(isClose ? 0 : config.sizing.defaultSizeUsd * sizing.action),
    leverage: 1,
    entry_price: market.price,
    stop_loss: levels.stopLoss,
    take_profit: levels.takeProfit,
    ilf: market.ilf,
    sizing,
    harvest: harvestPolicy(signal.confidence, market.ilf.regime, config.harvest),
    model: signal.model,
    source: 'trade-intent',
    reason: signal.reason ?? null,
    expires_at: nowMs + config.intentTtlMs,
    contract_version: CONTRACT_VERSION,
  }
}

function sizingOf(view: DecisionView, market: EnrichedMarket, config: DecisionConfig): Sizing {
  const { signal, account } = view
  const state = sizingState({
    atrRatio: market.ilf.atr_value,
    adx: market.ilf.adx ?? null,
    confidence: signal.confidence,
    exposureRatio: account?.exposure_ratio ?? 0,
    winRateRatio: account?.win_rate_ratio ?? null,
  })
  const { multiplier, explored } = chooseMultiplier(state, view.learntIn(state), signal.signal_id, config.sizing)
  return { state, action: multiplier, explored }
}
