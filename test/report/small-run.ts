/** A small run by hand: one trade with a target and a stop, one position still open, and something of everything else. */
import { buildReport } from '../../src/report/build-report.ts'
import type { ReportInput } from '../../src/report/input.ts'
import type { Report } from '../../src/report/report.ts'
import { topics } from '../../src/topics.ts'
import { held, inputOf, MINUTE_MS, readerOf, START } from './fixtures.ts'
import {
  accountState,
  command,
  decision,
  execution,
  intent,
  outcome,
  plan,
  planDecision,
  tick,
  update,
} from './records.ts'

const LAST = START + 60 * MINUTE_MS - 1

/** 10 AUSDT from 100: half of it out at 102, the rest stopped at 99. 5 BUSDT short from 20, now at 21. */
const POSITIONS = [
  update(),
  update({ status: 'REDUCED', quantity: '5', fees: '0.755', realized_pnl: '9.245', exit_cause: 'TP1' }),
  update({
    status: 'CLOSED',
    quantity: '0',
    fees: '1.0025',
    realized_pnl: '3.9975',
    pnl_ratio: 0.039975,
    exit_cause: 'STOP_LOSS',
    event_time: START + 15 * MINUTE_MS,
  }),
  update({
    position_id: 'position.2',
    symbol: 'BUSDT',
    side: 'SHORT',
    quantity: '5',
    average_entry: '20',
    fees: '0.05',
    margin: '10',
    opened_at: START + 45 * MINUTE_MS,
    event_time: START + 45 * MINUTE_MS,
  }),
  update({ position_id: 'position.of.another', account: 'other', symbol: 'AUSDT' }),
]

const STATES = [
  accountState(START, '10000'),
  accountState(START + MINUTE_MS, '9990', { balance: '9999.5', drawdown_ratio: 0.001, open_positions: 1 }),
  accountState(START + 15 * MINUTE_MS, '10003.9975', { loss_streak: 0, closed_positions: 1 }),
  accountState(START + 45 * MINUTE_MS, '10003.9475', {
    open_positions: 1,
    margin_utilisation_ratio: 0.001,
    notional_ratio: 0.01,
  }),
]

const LETTER = {
  topic: 'ai.signal',
  event_time: START,
  partition: 0,
  offset: 7,
  error_code: 'BAD_AVRO',
  error: 'cut off',
}
const FILL = { status: 'FILLED', last_quantity: '10', filled_quantity: '10', fee_asset: 'USDT' } as const

/** What the small run is reported from. */
export function smallRun(changes: Partial<ReportInput> = {}): ReportInput {
  const reader = readerOf(
    LAST,
    held(topics.marketTick, tick('BUSDT', 20), tick('AUSDT', 99), tick('BUSDT', 21)),
    held(topics.aiSignal, null, null, null),
    held(topics.signalDecision, decision(), decision({ outcome: 'ACCEPTED', reason: 'ACCEPTED', action: 'BUY' }), null),
    held(topics.signalOutcome, outcome(0.7, true), outcome(0.6, false)),
    held(topics.tradeIntent, intent()),
    held(topics.exitPlan, plan(), plan({ revision: 1, cause: 'BREAK_EVEN' })),
    held(topics.planDecision, planDecision()),
    held(topics.orderCommand, command('entry'), command('target', { type: 'LIMIT' })),
    held(
      topics.executionReport,
      execution('entry', { ...FILL, trade_id: '1', last_price: '100', fee: '0.5', liquidity: 'TAKER' }),
      execution('target', { ...FILL, trade_id: '2', last_price: '102', fee: '0.255', liquidity: 'MAKER' }),
    ),
    held(topics.positionUpdate, ...POSITIONS),
    held(topics.accountState, ...STATES),
    held(topics.sizingPolicy, { state: 'choppy.c3.e0.p1', action: 1, event_time: START, value: 0.02, visits: 1 }),
    held(topics.deadLetter, LETTER),
  )
  return inputOf(reader, changes)
}

/** The report of the small run. */
export function smallReport(changes: Partial<ReportInput> = {}): Report {
  return buildReport(smallRun(changes))
}

/** The report of a run in which nothing happened. */
export function emptyReport(changes: Partial<ReportInput> = {}): Report {
  return buildReport(inputOf(readerOf(null), { run: null, ...changes }))
}
