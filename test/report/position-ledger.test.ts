import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal, text } from '../../src/domain/decimal.ts'
import type { PositionUpdate } from '../../src/records/generated.ts'
import { exitRows } from '../../src/report/exits.ts'
import { positionLedger } from '../../src/report/position-ledger.ts'
import { START } from './fixtures.ts'
import { update } from './records.ts'

/** 10 from 100 in two fills, half of it out at 102, the rest at 99; fees 0.05 % of each fill, 1 paid for funding. */
const LADDER: readonly PositionUpdate[] = [
  update({ quantity: '6', fees: '0.3' }),
  update({ status: 'INCREASED', quantity: '10', fees: '0.5' }),
  update({ status: 'REDUCED', quantity: '5', fees: '0.755', realized_pnl: '9.245', exit_cause: 'TP1' }),
  update({
    status: 'CLOSED',
    quantity: '0',
    fees: '1.0025',
    funding_paid: '1',
    realized_pnl: '2.9975',
    pnl_ratio: 0.029975,
    exit_cause: 'STOP_LOSS',
    event_time: START + 60_000,
    duration_ms: 60_000,
  }),
]

describe('positionLedger', () => {
  it('gives each exit its profit, its own fee, its share of the entry fees and the funding since', () => {
    const { trades, exits, holdings } = positionLedger(LADDER)
    // 5 × 2 − 0.255 − 0.25, and 5 × −1 − 0.2475 − 0.25 − 1.
    expect(exits.map(({ cause, closes, pnl }) => [cause, closes, text(pnl)])).toEqual([
      ['TP1', false, '9.495'],
      ['STOP_LOSS', true, '-6.4975'],
    ])
    expect(holdings).toEqual([])
    expect(trades).toEqual([
      {
        positionId: 'position.1',
        symbol: 'AUSDT',
        side: 'LONG',
        leverage: 10,
        margin: '100',
        pnl: '2.9975',
        pnlRatio: 0.029975,
        fees: '1.0025',
        funding: '1',
        cause: 'STOP_LOSS',
        openedAt: START,
        closedAt: START + 60_000,
      },
    ])
  })

  it('keeps what is still open, with the gross profit of its exits', () => {
    const { trades, holdings } = positionLedger(LADDER.slice(0, 3))
    expect(trades).toEqual([])
    expect(holdings.map(({ update: { quantity }, grossPnl }) => [quantity, text(grossPnl)])).toEqual([['5', '10']])
  })

  it('takes a position that only its close is known of', () => {
    const { trades, exits } = positionLedger(LADDER.slice(3))
    expect(trades.map(({ pnl }) => pnl)).toEqual(['2.9975'])
    expect(exits.map(({ pnl }) => text(pnl))).toEqual(['2.9975'])
  })

  it('lets the exits of a closed position add up to its result exactly, however it was left', () => {
    const part = fc.record({ share: fc.integer({ min: 1, max: 99 }), gross: money(), fee: fee(), funding: money() })
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), fee(), (parts, entryFee) => {
        const updates = worked(parts, text(entryFee))
        const { trades, exits } = positionLedger(updates)
        const sum = exits.reduce((total, { pnl }) => total.plus(pnl), decimal(0))
        expect(text(sum)).toBe(trades[0]?.pnl)
        expect(exits).toHaveLength(parts.length)
      }),
    )
  })
})

describe('exitRows', () => {
  it('tells targets and stop even when they never happened, and keeps reductions and closes apart', () => {
    const rows = exitRows(positionLedger(LADDER).exits)
    expect(
      rows.map(({ cause, positions, reductions, closes, pnl }) => [cause, positions, reductions, closes, pnl]),
    ).toEqual([
      ['TP1', 1, 1, 0, '9.495'],
      ['TP2', 0, 0, 0, '0'],
      ['TP3', 0, 0, 0, '0'],
      ['STOP_LOSS', 1, 0, 1, '-6.4975'],
    ])
  })

  it('counts a position once per cause, whatever it took', () => {
    const twice = [LADDER[0], LADDER[1], LADDER[2], LADDER[2], LADDER[3]].flatMap((record) => record ?? [])
    const [target] = exitRows(positionLedger(twice).exits)
    expect(target).toMatchObject({ cause: 'TP1', positions: 1, reductions: 2 })
  })
})

/** Cents. */
function money() {
  return fc.integer({ min: -100_000, max: 100_000 }).map((cents) => decimal(cents).div(100))
}

function fee() {
  return fc.integer({ min: 0, max: 100_000 }).map((cents) => decimal(cents).div(100_000))
}

/** The updates of a position that loses `share` percent of what is open at each part and all of it at the last. */
function worked(
  parts: readonly {
    share: number
    gross: ReturnType<typeof decimal>
    fee: ReturnType<typeof decimal>
    funding: ReturnType<typeof decimal>
  }[],
  entryFee: string,
): readonly PositionUpdate[] {
  let [quantity, gross, fees, funding] = [decimal(1000), decimal(0), decimal(entryFee), decimal(0)]
  const opened = update({ quantity: text(quantity), fees: entryFee })
  const exits = parts.map((part, index) => {
    const isLast = index === parts.length - 1
    quantity = isLast ? decimal(0) : quantity.times(100 - part.share).div(100)
    gross = gross.plus(part.gross)
    fees = fees.plus(part.fee)
    funding = funding.plus(part.funding)
    return update({
      status: isLast ? 'CLOSED' : 'REDUCED',
      quantity: text(quantity),
      fees: text(fees),
      funding_paid: text(funding),
      realized_pnl: text(gross.minus(fees).minus(funding)),
      exit_cause: 'TIME_STOP',
    })
  })
  return [opened, ...exits]
}
