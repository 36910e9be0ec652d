import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gapTrades } from '../../src/report/gap-trades.ts'
import type { Trade } from '../../src/report/position-ledger.ts'
import { symbolSection } from '../../src/report/symbols.ts'
import { tradeResults } from '../../src/report/trade-results.ts'
import { HOUR_MS, MINUTE_MS, START } from './fixtures.ts'

function trade(symbol: string, pnl: string, changes: Partial<Trade> = {}): Trade {
  return {
    positionId: `position.${symbol}`,
    symbol,
    side: 'LONG',
    leverage: 10,
    margin: '100',
    pnl,
    pnlRatio: Number(pnl) / 100,
    fees: '1',
    funding: '0',
    cause: 'TIME_STOP',
    openedAt: START,
    closedAt: START + 30 * MINUTE_MS,
    ...changes,
  }
}

const TRADES = [
  trade('A', '10'),
  trade('A', '-4', { side: 'SHORT' }),
  trade('B', '0'),
  trade('B', '20'),
  trade('C', '-6'),
]

const drawn = fc.array(
  fc
    .tuple(fc.constantFrom('A', 'B', 'C'), fc.integer({ min: -300, max: 300 }))
    .map(([symbol, cents]) => trade(symbol, String(cents / 100))),
  { maxLength: 40 },
)

describe('tradeResults', () => {
  it('sums up wins, losses and what is neither', () => {
    expect(tradeResults(TRADES)).toEqual({
      trades: 5,
      wins: 2,
      losses: 2,
      flat: 1,
      winRateRatio: 0.4,
      longs: 4,
      shorts: 1,
      pnl: '20',
      averageWin: '15',
      averageLoss: '-5',
      largestWin: { symbol: 'B', pnl: '20', pnlRatio: 0.2 },
      largestLoss: { symbol: 'C', pnl: '-6', pnlRatio: -0.06 },
      profitFactor: 3,
      expectancy: '4',
      expectancyRatio: 0.04,
      medianDurationMs: 30 * MINUTE_MS,
    })
  })

  it('has no averages of nothing, and no profit factor without a loss', () => {
    expect(tradeResults([])).toMatchObject({ trades: 0, winRateRatio: null, averageWin: null, expectancy: null })
    expect(tradeResults([trade('A', '1')])).toMatchObject({ profitFactor: null, largestLoss: null })
  })

  it('adds up: wins, losses and flat trades are all trades', () => {
    fc.assert(
      fc.property(drawn, (trades) => {
        const { trades: count, wins, losses, flat } = tradeResults(trades)
        expect(wins + losses + flat).toBe(count)
        expect(count).toBe(trades.length)
      }),
    )
  })
})

describe('symbolSection', () => {
  it('sorts by result and names the best, the worst and those without a trade', () => {
    const { rows, best, worst, untraded } = symbolSection(TRADES, ['A', 'B', 'C', 'D'])
    expect(rows).toEqual([
      { symbol: 'B', trades: 2, wins: 1, winRateRatio: 0.5, pnl: '20', fees: '2', best: '20', worst: '0' },
      { symbol: 'A', trades: 2, wins: 1, winRateRatio: 0.5, pnl: '6', fees: '2', best: '10', worst: '-4' },
      { symbol: 'C', trades: 1, wins: 0, winRateRatio: 0, pnl: '-6', fees: '1', best: '-6', worst: '-6' },
    ])
    expect({ best, worst, untraded }).toEqual({ best: ['B', 'A'], worst: ['C'], untraded: ['D'] })
  })

  it('loses no trade and no cent', () => {
    fc.assert(
      fc.property(drawn, (trades) => {
        const { rows } = symbolSection(trades, [])
        const total = tradeResults(trades)
        expect(rows.reduce((sum, row) => sum + row.trades, 0)).toBe(total.trades)
        expect(rows.reduce((sum, row) => sum + row.wins, 0)).toBe(total.wins)
        expect(rows.reduce((sum, row) => sum + Number(row.pnl), 0)).toBeCloseTo(Number(total.pnl), 9)
      }),
    )
  })
})

describe('gapTrades', () => {
  const gap = { from: START + HOUR_MS, to: START + 3 * HOUR_MS }

  it('counts only what was opened before a gap and closed after it', () => {
    const across = trade('A', '50', { closedAt: gap.to })
    const before = trade('B', '7', { closedAt: gap.from })
    const after = trade('C', '9', { openedAt: gap.to, closedAt: gap.to + MINUTE_MS })
    expect(gapTrades([across, before, after], [gap])).toEqual({ trades: 1, pnl: '50' })
    expect(gapTrades([across], [])).toEqual({ trades: 0, pnl: '0' })
  })
})
