import { describe, expect, it } from 'vitest'
import { prepareRun } from '../../src/app.ts'
import { decimal, text } from '../../src/domain/decimal.ts'
import { buildReport } from '../../src/report/build-report.ts'
import { positionLedger } from '../../src/report/position-ledger.ts'
import { topics } from '../../src/topics.ts'
import { HOUR_MS, held, inputOf, MINUTE_MS, readerOf, START } from './fixtures.ts'
import { accountState } from './records.ts'
import { emptyReport, smallReport } from './small-run.ts'

describe('buildReport', () => {
  it('adds the account up from its first balance to its last equity', () => {
    expect(smallReport().portfolio).toMatchObject({
      account: 'paper',
      startBalance: '10000',
      endBalance: '10003.9475',
      pnl: '3.9975',
      openRealisedPnl: '-0.05',
      unrealisedPnl: '-5',
      endEquity: '9998.9475',
      totalPnl: '-1.0525',
      returnRatio: -0.00010525,
      unexplained: '0',
      fees: '1.0525',
      funding: '0',
      trades: 1,
      wins: 1,
      maxDrawdown: { ratio: 0.001, time: START + MINUTE_MS },
      exposure: { timeRatio: 0.5, mostOpenPositions: 1, maxMarginRatio: 0.001, maxNotionalRatio: 0.01 },
      mode: 'ACTIVE',
    })
  })

  it('counts every topic, of its own account alone, with what it could not read', () => {
    const report = smallReport()
    expect(report.data).toMatchObject({
      deadLetters: { total: 1, byCode: { BAD_AVRO: 1 } },
      unreadable: { 'signal.decision': 1 },
    })
    expect(report.signals).toMatchObject({ signals: 3, decisions: 2, accepted: 1, refused: 1 })
    expect(report.orders).toMatchObject({ orders: 2, byStatus: { FILLED: 2 }, fills: { fills: 2 } })
    expect(report.open.map(({ symbol, unrealisedPnl }) => [symbol, unrealisedPnl])).toEqual([['BUSDT', '-5']])
    expect(report.exits.map(({ cause, closes }) => [cause, closes])).toEqual([
      ['TP1', 0],
      ['TP2', 0],
      ['TP3', 0],
      ['STOP_LOSS', 1],
    ])
    expect(report.leverage).toMatchObject({ plans: 1, raw: { median: 47.3 }, used: { median: 39 } })
    expect(report.symbols.untraded).toEqual(['BUSDT'])
    expect(report.run).toEqual({ records: 480, elapsedMs: 2400, recordsPerSecond: 200, completed: true })
  })

  it('is JSON through and through', () => {
    for (const report of [smallReport(), emptyReport()])
      expect(JSON.parse(JSON.stringify(report))).toStrictEqual(report)
  })

  it('reports a run in which nothing happened', () => {
    expect(emptyReport()).toMatchObject({
      data: { recordedMs: 0 },
      portfolio: {
        startBalance: '10000',
        endEquity: '10000',
        totalPnl: '0',
        trades: 0,
        winRateRatio: null,
        unexplained: '0',
        mode: null,
      },
      signals: { signals: 0, decisions: 0 },
      open: [],
      calibration: { verdict: 'NO_DATA' },
      run: null,
    })
  })

  it('takes deposits for no gain, funding into the total, and shows what nothing explains', () => {
    const event = (id: string, kind: 'DEPOSIT' | 'FUNDING' | 'MANUAL_TRADE', amount: string) =>
      ({ account: 'paper', event_time: START, kind, amount, asset: 'USDT', venue_event_id: id }) as const
    const deposit = event('1', 'DEPOSIT', '500')
    const events = held(
      topics.accountEvent,
      deposit,
      deposit,
      event('2', 'FUNDING', '-2'),
      event('3', 'MANUAL_TRADE', '-7'),
    )
    const states = held(topics.accountState, accountState(START, '10491'))
    const { portfolio } = buildReport(inputOf(readerOf(START, events, states)))
    expect(portfolio).toMatchObject({
      transfers: '500',
      totalPnl: '-9',
      funding: '2',
      openRealisedPnl: '-2',
      unexplained: '-7',
    })
  })
})

describe('the report of a real run', () => {
  it('adds up, whatever happened', async () => {
    // The middle of the first segment: the models are warm after an hour.
    const from = Date.UTC(2025, 11, 13, 22)
    const settings = { symbols: ['TONUSDT', 'UNIUSDT'], from, to: from + 4 * HOUR_MS, set: ['gate.threshold=0.6'] }
    const run = await prepareRun({ data: ':memory:', ...settings })
    await run.go()
    const { portfolio, exits, signals, orders, leverage, plans } = buildReport({ ...run, run: null })
    const ledger = positionLedger(run.reader.values(topics.positionUpdate))
    const closed = new Set(ledger.trades.map(({ positionId }) => positionId))
    const earned = ledger.exits
      .filter(({ positionId }) => closed.has(positionId))
      .reduce((sum, { pnl }) => sum.plus(pnl), decimal(0))
    expect(signals.decisions).toBeGreaterThan(0)
    expect(signals.accepted + signals.refused).toBe(signals.decisions)
    expect(signals.decisions).toBe(signals.signals)
    expect(portfolio.wins + portfolio.losses + portfolio.flat).toBe(portfolio.trades)
    expect(exits.reduce((sum, { closes }) => sum + closes, 0)).toBe(portfolio.trades)
    expect(portfolio.unexplained).toBe('0')
    expect(portfolio.trades).toBeGreaterThan(0)
    expect(text(earned)).toBe(portfolio.pnl)
    expect(Object.values(orders.byStatus).reduce((sum, count) => sum + count, 0)).toBe(orders.orders)
    expect(leverage.buckets.reduce((sum, { used }) => sum + used, 0)).toBe(plans.proposals)
    await run.close()
  })
})
