import { describe, expect, it } from 'vitest'
import { withLedger } from '../../../src/inspect/verify/ledger.ts'
import type { VerifiedRecord } from '../../../src/inspect/verify/records.ts'
import { StopsCheck } from '../../../src/inspect/verify/stops.ts'
import type { ExecutionReport, OrderCommand, OrderLeg, OrderStatus } from '../../../src/records/generated.ts'

/** Order and status after so many ms. */
type Event = readonly [timeMs: number, id: string, status: OrderStatus, filled?: string]

const place = { topic: 'execution.report', partition: 0, offset: 0 }

function command(id: string, leg: OrderLeg): VerifiedRecord {
  const value: OrderCommand = {
    symbol: 'OPUSDT',
    event_time: 0,
    client_order_id: id,
    account: 'paper',
    plan_id: 'plan',
    signal_id: 'signal',
    leg,
    intent: 'PLACE',
    side: 'BUY',
    type: 'MARKET',
    quantity: '10',
    reduce_only: leg !== 'ENTRY',
    time_in_force: 'GTC',
    margin_mode: 'ISOLATED',
    position_mode: 'ONE_WAY',
    attempt: 0,
  }
  return { kind: 'order.command', place, timestamp: 0, value }
}

function report([timeMs, id, status, filled = '0']: Event): VerifiedRecord {
  const value: ExecutionReport = {
    symbol: 'OPUSDT',
    event_time: timeMs,
    client_order_id: id,
    account: 'paper',
    status,
    filled_quantity: filled,
    venue_time: timeMs,
  }
  return { kind: 'execution.report', place, timestamp: timeMs, value }
}

/** The check after an entry, two stops and a CLOSE were commanded and some reports came; the run ends at 60 s. */
function checked(...events: readonly Event[]) {
  const commands = [
    command('entry', 'ENTRY'),
    command('stop', 'STOP'),
    command('next', 'STOP'),
    command('close', 'CLOSE'),
  ]
  const check = new StopsCheck()
  for (const step of withLedger([...commands, ...events.map(report)])) check.take(step)
  return check.finish(60_000)
}

describe('stops', () => {
  it.each([
    [5_000, true],
    [5_001, false],
  ])('may be acknowledged %i ms after the first fill: %s', (timeMs, passed) => {
    const found = checked([0, 'entry', 'FILLED', '10'], [timeMs, 'stop', 'NEW'], [9_000, 'close', 'FILLED', '10'])
    expect(found).toMatchObject({ passed, counts: { positions: 1, longestMs: timeMs } })
  })

  it('count from the moment the last one ended', () => {
    const replaced = checked(
      [0, 'entry', 'FILLED', '10'],
      [0, 'stop', 'NEW'],
      [10_000, 'next', 'NEW'],
      [10_000, 'stop', 'CANCELED'],
    )
    expect(replaced.passed).toBe(true)
    const late = checked(
      [0, 'entry', 'FILLED', '10'],
      [0, 'stop', 'NEW'],
      [10_000, 'stop', 'CANCELED'],
      [16_000, 'next', 'NEW'],
    )
    expect(late).toMatchObject({ passed: false, counts: { longestMs: 6_000 } })
  })

  it('are not needed once the position is flat', () => {
    const flat = checked(
      [0, 'entry', 'FILLED', '10'],
      [0, 'stop', 'NEW'],
      [10_000, 'close', 'FILLED', '10'],
      [10_000, 'stop', 'EXPIRED'],
    )
    expect(flat.passed).toBe(true)
  })

  it('are missed until the end of the run where none ever comes, and rejection is none', () => {
    const found = checked([0, 'entry', 'PARTIALLY_FILLED', '4'], [0, 'stop', 'REJECTED'])
    expect(found.findings).toEqual([
      { place, ids: { plan: 'plan' }, problem: 'open without an acknowledged stop for 60000 ms from here on' },
    ])
  })

  it('that fill to the end while something is left leave it unprotected', () => {
    const found = checked(
      [0, 'entry', 'FILLED', '10'],
      [0, 'stop', 'NEW'],
      [1_000, 'stop', 'FILLED', '4'],
      [20_000, 'close', 'FILLED', '6'],
    )
    expect(found).toMatchObject({ passed: false, counts: { longestMs: 19_000 } })
  })
})
