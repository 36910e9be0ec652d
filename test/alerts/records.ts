/** Records as rules see them: everything that does not matter is filled in. */
import type { Alert } from '../../src/alerts/alert.ts'
import type {
  AccountState,
  DeadLetter,
  ExecutionReport,
  MarketTick,
  PlanDecision,
  PositionUpdate,
} from '../../src/records/generated.ts'

export const BEGIN_MS = Date.UTC(2025, 11, 13, 18)

export const position = (fields: Partial<PositionUpdate>): PositionUpdate => ({
  symbol: 'IMXUSDT',
  event_time: BEGIN_MS,
  position_id: 'position-1',
  account: 'paper',
  plan_id: 'plan-1',
  intent_id: 'intent-1',
  signal_id: 'signal-1',
  status: 'OPENED',
  side: 'SHORT',
  quantity: '100',
  average_entry: '0.2779',
  fees: '1',
  funding_paid: '0',
  leverage: 39,
  margin: '10',
  opened_at: BEGIN_MS,
  sizing: { state: 's', action: 1, explored: false },
  ...fields,
})

export const decision = (fields: Partial<PlanDecision>): PlanDecision => ({
  symbol: 'IMXUSDT',
  event_time: BEGIN_MS,
  account: 'paper',
  intent_id: 'intent-1',
  signal_id: 'signal-1',
  stage: 'RESERVATION',
  outcome: 'REFUSED',
  final: true,
  reason: 'MAX_OPEN_POSITIONS',
  limited_by: [],
  ...fields,
})

export const account = (fields: Partial<AccountState>): AccountState => ({
  account: 'paper',
  event_time: BEGIN_MS,
  balance: '10000',
  equity: '9500.5',
  margin_used: '0',
  margin_utilisation_ratio: 0,
  exposure_ratio: 0,
  notional_ratio: 0,
  open_positions: 0,
  closed_positions: 0,
  pnl_trend: 0,
  loss_streak: 0,
  drawdown_ratio: 0.05,
  mode: 'ACTIVE',
  ...fields,
})

export const letter = (fields: Partial<DeadLetter>): DeadLetter => ({
  topic: 'market.tick',
  event_time: BEGIN_MS,
  partition: 0,
  offset: 0,
  error_code: 'LATE_TICK',
  error: 'late',
  ...fields,
})

export const report = (fields: Partial<ExecutionReport>): ExecutionReport => ({
  symbol: 'IMXUSDT',
  event_time: BEGIN_MS,
  client_order_id: 'order1',
  account: 'paper',
  status: 'UNKNOWN',
  filled_quantity: '0',
  venue_time: BEGIN_MS,
  ...fields,
})

/** @param afterMs time since BEGIN_MS */
export const tick = (symbol: string, afterMs: number, exchange = 'binanceusdm'): MarketTick => ({
  symbol,
  event_time: BEGIN_MS + afterMs,
  exchange,
  market: symbol,
  role: 'TRADED',
  price: 1,
  volume: 1,
  ingest_time: BEGIN_MS + afterMs,
})

/** An alert whose number is its name. */
export const alert = (number: number, fields: Partial<Alert> = {}): Alert => ({
  id: String(number),
  kind: 'position',
  severity: 'info',
  timeMs: BEGIN_MS,
  account: 'paper',
  symbol: 'IMXUSDT',
  title: `alert ${number}`,
  text: '',
  ...fields,
})

export const titles = (alerts: readonly Alert[]): readonly string[] => alerts.map(({ title }) => title)
