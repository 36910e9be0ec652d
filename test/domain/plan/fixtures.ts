/** Records the plan tests start from: an instrument like BTCUSDT, an intent, an account, position updates. */

import type { OpenPlan, ProposedPlan } from '../../../src/domain/plan/exit-brain.ts'
import {
  DEFAULT_EXIT_CONFIG,
  DEFAULT_LEVERAGE_CAP,
  type ExitEmission,
  onIntent,
  onPosition,
} from '../../../src/domain/plan/exit-brain.ts'
import { type InstrumentTerms, readTerms } from '../../../src/domain/plan/terms.ts'
import type {
  AccountState,
  ExitPlan,
  Instrument,
  PlanDecision,
  PositionUpdate,
  TradeIntent,
} from '../../../src/records/generated.ts'

export const NOW = 1_764_547_200_000
export const config = { ...DEFAULT_EXIT_CONFIG, leverageCap: DEFAULT_LEVERAGE_CAP }

export function instrument(changes: Partial<Instrument> = {}): Instrument {
  return {
    symbol: 'BTCUSDT',
    event_time: 0,
    exchange: 'binanceusdm',
    market: 'BTCUSDT',
    status: 'TRADING',
    quote: 'USDT',
    contract_size: '1',
    tick_size: '0.1',
    step_size: '0.001',
    min_quantity: '0.001',
    min_notional: '5',
    max_leverage: 125,
    brackets: [
      { notional_cap: '50000', max_leverage: 125, maintenance_ratio: 0.004 },
      { notional_cap: '250000', max_leverage: 100, maintenance_ratio: 0.005 },
      { notional_cap: '1000000', max_leverage: 50, maintenance_ratio: 0.01 },
      { notional_cap: '10000000', max_leverage: 20, maintenance_ratio: 0.025 },
      { notional_cap: '20000000', max_leverage: 4, maintenance_ratio: 0.125 },
    ],
    maker_fee_bps: 2,
    taker_fee_bps: 5,
    terms_source: 'test',
    ...changes,
  }
}

export function terms(changes: Partial<Instrument> = {}): InstrumentTerms {
  const read = readTerms(instrument(changes))
  if (!read) throw new Error('the fixture has unusable terms')
  return read
}

export function intent(changes: Partial<TradeIntent> = {}): TradeIntent {
  return {
    symbol: 'BTCUSDT',
    event_time: NOW,
    intent_id: 's1.paper',
    signal_id: 's1',
    account: 'paper',
    side: 'BUY',
    confidence: 0.68,
    position_size_usd: '50',
    leverage: 1,
    entry_price: 50_000,
    stop_loss: 49_000,
    take_profit: 51_000,
    ilf: {
      atr_value: 0.004,
      atr_source: 'CANDLES',
      volatility_factor: 0.5,
      volatility_source: 'ROLLING_TICKS',
      exchange_divergence: 0,
      divergence_source: 'SINGLE_MARKET',
      markets: 1,
      funding_rate: 0,
      funding_source: 'NONE_KNOWN',
      regime: 'BULL',
      regime_source: 'CANDLES',
      adx: null,
    },
    sizing: { state: 'lv-trending.c2.e0.p1', action: 1, explored: false },
    harvest: { policy: 'SWING', target_ratio: 0.01, max_duration_ms: 3_600_000 },
    model: 'test',
    source: 'test',
    reason: null,
    expires_at: NOW + 300_000,
    contract_version: 1,
    ...changes,
  }
}

export function account(changes: Partial<AccountState> = {}): AccountState {
  return {
    account: 'paper',
    event_time: NOW,
    balance: '10000',
    equity: '10000',
    margin_used: '0',
    margin_utilisation_ratio: 0,
    exposure_ratio: 0,
    notional_ratio: 0,
    open_positions: 0,
    closed_positions: 0,
    pnl_trend: 0,
    win_rate_ratio: null,
    loss_streak: 0,
    drawdown_ratio: 0,
    mode: 'ACTIVE',
    mode_reason: null,
    ...changes,
  }
}

/** The proposal for an intent that passes every gate. */
export function proposed(changes: Partial<TradeIntent> = {}, terms: Partial<Instrument> = {}): ProposedPlan {
  const [active] = onIntent({ instrument: instrument(terms) }, intent(changes), NOW, config)
  if (active?.status !== 'PROPOSED') throw new Error('the intent was refused')
  return active
}

/** An update of the position of a plan: by default its whole quantity filled at the entry price. */
export function update(plan: ExitPlan, changes: Partial<PositionUpdate> = {}): PositionUpdate {
  return {
    symbol: plan.symbol,
    event_time: NOW + 1000,
    position_id: `position.${plan.plan_id}`,
    account: plan.account,
    plan_id: plan.plan_id,
    intent_id: plan.intent_id,
    signal_id: plan.signal_id,
    status: 'OPENED',
    side: plan.side,
    quantity: plan.quantity,
    average_entry: plan.entry_price,
    fees: '0',
    funding_paid: '0',
    leverage: plan.leverage,
    margin: plan.margin,
    opened_at: NOW + 1000,
    sizing: plan.sizing,
    ...changes,
  }
}

/** The plan once its position has opened as proposed. */
export function opened(changes: Partial<TradeIntent> = {}, terms: Partial<Instrument> = {}): OpenPlan {
  const active = proposed(changes, terms)
  const [open] = onPosition(active, update(active.plan), config)
  if (open?.status !== 'OPEN') throw new Error('the position did not open')
  return open
}

export function decision(changes: Partial<PlanDecision> = {}): PlanDecision {
  return {
    symbol: 'BTCUSDT',
    event_time: NOW + 2000,
    account: 'paper',
    plan_id: 'plan.s1.paper',
    intent_id: 's1.paper',
    signal_id: 's1',
    stage: 'RESERVATION',
    outcome: 'REFUSED',
    final: true,
    reason: 'MARGIN_LIMIT',
    limited_by: [],
    ...changes,
  }
}

export function plans(emissions: readonly ExitEmission[]): readonly ExitPlan[] {
  return emissions.flatMap((emission) => (emission.sink === 'plan' ? [emission.value] : []))
}

export function decisions(emissions: readonly ExitEmission[]): readonly PlanDecision[] {
  return emissions.flatMap((emission) => (emission.sink === 'decision' ? [emission.value] : []))
}
