/** Records as the tests need them: a plan for 100 units at 10 with 10x leverage, its revisions, and answers to orders. */
import type {
  AccountEvent,
  ExecutionReport,
  ExitPlan,
  Instrument,
  MarketTick,
  OrderCommand,
  OrderStatus,
} from '../../../../src/records/generated.ts'

export const T0 = 1_764_547_200_000

export const INSTRUMENT: Instrument = {
  symbol: 'GALAUSDT',
  event_time: T0,
  exchange: 'binanceusdm',
  market: 'GALAUSDT',
  status: 'TRADING',
  quote: 'USDT',
  contract_size: '1',
  tick_size: '0.001',
  step_size: '1',
  min_quantity: '1',
  min_notional: '5',
  max_leverage: 75,
  brackets: [{ notional_cap: '50000', max_leverage: 75, maintenance_ratio: 0.0065 }],
  maker_fee_bps: 2,
  taker_fee_bps: 5,
  terms_source: 'test',
}

/** Revision 0 of a plan: 100 units at 10, stop 2 % away, ladder at 1, 2 and 3 %. */
export function exitPlan(change: Partial<ExitPlan> = {}): ExitPlan {
  const side = change.side ?? 'LONG'
  const level = (pct: number) => String(side === 'SHORT' ? 10 - pct / 10 : 10 + pct / 10)
  return {
    symbol: 'GALAUSDT',
    event_time: T0,
    plan_id: 'plan.s1.paper',
    intent_id: 's1.paper',
    signal_id: 's1',
    account: 'paper',
    revision: 0,
    cause: 'ENTRY',
    side,
    confidence: 0.7,
    entry_price: '10',
    ilf_leverage: 10.4,
    leverage: 10,
    quantity: '100',
    notional: '1000',
    margin: '100',
    limited_by: [],
    take_profits: [
      { price: level(1), distance_pct: 1, fraction: 0.5, quantity: '50' },
      { price: level(2), distance_pct: 2, fraction: 0.3, quantity: '30' },
      { price: level(3), distance_pct: 3, fraction: 0.2, quantity: '20' },
    ],
    stop_loss: level(-2),
    stop_distance_pct: 2,
    liquidation_price: level(-9),
    expires_at: T0 + 300_000,
    harvest: { policy: 'SWING', target_ratio: 0.01, max_duration_ms: 3_600_000 },
    sizing: { state: 'lv-trending.c3.e0.p1', action: 1, explored: false },
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
    ...change,
  }
}

/** An answer to a command. */
export function answer(
  command: OrderCommand,
  status: OrderStatus,
  change: Partial<ExecutionReport> = {},
): ExecutionReport {
  return {
    symbol: command.symbol,
    event_time: T0,
    client_order_id: command.client_order_id,
    account: command.account,
    status,
    filled_quantity: '0',
    venue_time: T0,
    ...change,
  }
}

/** A trade of a command: `quantity` now, `filled` so far. */
export function trade(
  command: OrderCommand,
  tradeId: string,
  figures: { quantity: string; price: string; filled?: string; fee?: string },
): ExecutionReport {
  const filled = figures.filled ?? figures.quantity
  return answer(command, Number(filled) < Number(command.quantity) ? 'PARTIALLY_FILLED' : 'FILLED', {
    trade_id: tradeId,
    last_quantity: figures.quantity,
    last_price: figures.price,
    filled_quantity: filled,
    fee: figures.fee ?? '0',
    fee_asset: 'USDT',
  })
}

export function accountEvent(change: Partial<AccountEvent>): AccountEvent {
  return {
    account: 'paper',
    event_time: T0,
    kind: 'FUNDING',
    symbol: 'GALAUSDT',
    amount: '0',
    asset: 'USDT',
    venue_event_id: 'e1',
    ...change,
  }
}

export function tick(price: number, change: Partial<MarketTick> = {}): MarketTick {
  return {
    symbol: 'GALAUSDT',
    event_time: T0,
    exchange: 'binanceusdm',
    market: 'GALAUSDT',
    role: 'TRADED',
    price,
    volume: 1,
    ingest_time: T0,
    ...change,
  }
}
