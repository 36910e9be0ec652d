/** Records with sensible defaults, to be changed where a test cares. */
import type {
  AccountState,
  ExecutionReport,
  ExitPlan,
  MarketTick,
  OrderCommand,
  PlanDecision,
  PositionUpdate,
  SignalDecision,
  SignalOutcome,
  TradeIntent,
} from '../../src/records/generated.ts'
import { HOUR_MS, START } from './fixtures.ts'

/** A position of 10 AUSDT from 100 at 10x, margin 100; the entry fee is 0.5. */
export function update(changes: Partial<PositionUpdate> = {}): PositionUpdate {
  return {
    symbol: 'AUSDT',
    event_time: START,
    position_id: 'position.1',
    account: 'paper',
    plan_id: 'plan.1',
    intent_id: 'intent.1',
    signal_id: 'signal.1',
    status: 'OPENED',
    side: 'LONG',
    quantity: '10',
    average_entry: '100',
    fees: '0.5',
    funding_paid: '0',
    leverage: 10,
    margin: '100',
    opened_at: START,
    sizing: { state: 'choppy.c3.e0.p1', action: 1, explored: false },
    ...changes,
  }
}

export function accountState(time: number, equity: string, changes: Partial<AccountState> = {}): AccountState {
  return {
    account: 'paper',
    event_time: time,
    balance: equity,
    equity,
    margin_used: '0',
    margin_utilisation_ratio: 0,
    exposure_ratio: 0,
    notional_ratio: 0,
    open_positions: 0,
    closed_positions: 0,
    pnl_trend: 0,
    loss_streak: 0,
    drawdown_ratio: 0,
    mode: 'ACTIVE',
    ...changes,
  }
}

export function tick(symbol: string, price: number, changes: Partial<MarketTick> = {}): MarketTick {
  return {
    symbol,
    event_time: START,
    exchange: 'binanceusdm',
    market: symbol,
    role: 'TRADED',
    price,
    volume: 1,
    ingest_time: START,
    ...changes,
  }
}

export function decision(changes: Partial<SignalDecision> = {}): SignalDecision {
  return {
    symbol: 'AUSDT',
    event_time: START,
    account: 'paper',
    signal_id: 'signal.1',
    outcome: 'REFUSED',
    reason: 'HOLD',
    action: 'HOLD',
    confidence: 0.5,
    threshold: 0.65,
    signal_age_ms: 0,
    ...changes,
  }
}

export function outcome(confidence: number, correct: boolean, changes: Partial<SignalOutcome> = {}): SignalOutcome {
  return {
    symbol: 'AUSDT',
    event_time: START + HOUR_MS,
    signal_id: 'signal.1',
    action: 'BUY',
    confidence,
    model: 'ensemble',
    signal_time: START,
    horizon_ms: HOUR_MS,
    reference_price: 100,
    price: correct ? 101 : 99,
    return_ratio: correct ? 0.01 : -0.01,
    correct,
    ...changes,
  }
}

export function intent(changes: Partial<TradeIntent> = {}): TradeIntent {
  return {
    symbol: 'AUSDT',
    event_time: START,
    intent_id: 'intent.1',
    signal_id: 'signal.1',
    account: 'paper',
    side: 'BUY',
    confidence: 0.7,
    position_size_usd: '200',
    leverage: 1,
    entry_price: 100,
    stop_loss: 98,
    take_profit: 102,
    ilf: {
      atr_value: 0.02,
      atr_source: 'CANDLES',
      volatility_factor: 0.5,
      volatility_source: 'ROLLING_TICKS',
      exchange_divergence: 0,
      divergence_source: 'SINGLE_MARKET',
      markets: 1,
      funding_rate: 0,
      funding_source: 'NONE_KNOWN',
      regime: 'RANGE',
      regime_source: 'CANDLES',
    },
    sizing: { state: 'choppy.c3.e0.p1', action: 1, explored: false },
    harvest: { policy: 'SWING', target_ratio: 0.01, max_duration_ms: HOUR_MS },
    model: 'ensemble',
    source: 'trade-intent',
    expires_at: START + HOUR_MS,
    contract_version: 1,
    ...changes,
  }
}

export function plan(changes: Partial<ExitPlan> = {}): ExitPlan {
  return {
    symbol: 'AUSDT',
    event_time: START,
    plan_id: 'plan.1',
    intent_id: 'intent.1',
    signal_id: 'signal.1',
    account: 'paper',
    revision: 0,
    cause: 'ENTRY',
    side: 'LONG',
    confidence: 0.7,
    entry_price: '100',
    ilf_leverage: 47.3,
    leverage: 39,
    quantity: '10',
    notional: '1000',
    margin: '100',
    limited_by: [],
    take_profits: [],
    stop_loss: '99',
    stop_distance_pct: 1,
    liquidation_price: '98',
    expires_at: START + HOUR_MS,
    harvest: { policy: 'SWING', target_ratio: 0.01, max_duration_ms: HOUR_MS },
    sizing: { state: 'choppy.c3.e0.p1', action: 1, explored: false },
    inputs: {
      confidence: 0.7,
      volatility_factor: 0.5,
      pnl_trend: 0,
      symbol_risk: 1,
      margin_utilisation: 0,
      exchange_divergence: 0,
      funding_rate: 0,
    },
    factors: {
      base: 57.5,
      volatility: 1,
      pnl_trend: 1,
      symbol_risk: 1,
      margin_utilisation: 1,
      divergence: 1,
      funding: 1,
      safety: 0.9,
      product: 51.75,
    },
    ...changes,
  }
}

export function planDecision(changes: Partial<PlanDecision> = {}): PlanDecision {
  return {
    symbol: 'AUSDT',
    event_time: START,
    account: 'paper',
    plan_id: 'plan.1',
    intent_id: 'intent.1',
    signal_id: 'signal.1',
    stage: 'ENTRY',
    outcome: 'ACCEPTED',
    final: true,
    reason: 'ENTERED',
    limited_by: [],
    ...changes,
  }
}

export function command(id: string, changes: Partial<OrderCommand> = {}): OrderCommand {
  return {
    symbol: 'AUSDT',
    event_time: START,
    client_order_id: id,
    account: 'paper',
    plan_id: 'plan.1',
    signal_id: 'signal.1',
    leg: 'ENTRY',
    intent: 'PLACE',
    side: 'BUY',
    type: 'MARKET',
    quantity: '10',
    reduce_only: false,
    time_in_force: 'GTC',
    margin_mode: 'ISOLATED',
    position_mode: 'ONE_WAY',
    attempt: 0,
    ...changes,
  }
}

export function execution(id: string, changes: Partial<ExecutionReport> = {}): ExecutionReport {
  return {
    symbol: 'AUSDT',
    event_time: START,
    client_order_id: id,
    account: 'paper',
    status: 'NEW',
    filled_quantity: '0',
    venue_time: START,
    ...changes,
  }
}
