import { describe, expect, it } from 'vitest'
import type { Portfolio } from '../../../src/report/portfolio.ts'
import { portfolioFigures, portfolioNotes } from '../../../src/report/view/portfolio-figures.ts'
import { HOUR_MS, START } from '../fixtures.ts'
import { smallReport } from '../small-run.ts'

const SMALL = smallReport().portfolio
const GAIN: Partial<Portfolio> = {
  totalPnl: '200',
  trades: 10,
  largestWin: { symbol: 'ARBUSDT', pnl: '281.44', pnlRatio: 1.5 },
}

function notes(changes: Partial<Portfolio>): readonly string[] {
  return portfolioNotes({ ...SMALL, ...changes })
}

function names(changes: Partial<Portfolio>): readonly string[] {
  return portfolioFigures({ ...SMALL, ...changes }).flatMap((group) => group.map(([name]) => name))
}

describe('portfolioNotes', () => {
  it('says only why there is no annualised ratio where nothing else is to be said', () => {
    expect(notes({})).toEqual(['No annualised ratio: 1.0 hours of data are too short a sample: it takes 30 days.'])
  })

  it('says when a gain rests on one trade, and not when it does not', () => {
    expect(notes(GAIN)).toContain('The gain rests on one trade: without ARBUSDT +281.44 it is -81.44.')
    expect(notes({ ...GAIN, totalPnl: '300' })).toHaveLength(1)
    expect(notes({ ...GAIN, totalPnl: '-5' })).toHaveLength(1)
  })

  it('takes out what a gap in the recording made', () => {
    const [note] = notes({ totalPnl: '709.93', acrossGaps: { trades: 12, pnl: '1179.15' } })
    expect(note).toMatch(/^12 positions were held across a gap .* \+1,179\.15 of the total, .* Without it: -469\.22\.$/)
  })

  it('names money that no position explains, and an account that is not active', () => {
    expect(notes({ unexplained: '-7' })).toContain(
      'Unexplained: the balance changed beyond the results of all positions.',
    )
    expect(notes({ mode: 'HALTED', modeReason: 'STOP_REJECTED' })).toContain('The account ended HALTED: STOP_REJECTED.')
  })
})

describe('portfolioFigures', () => {
  it('shows what is seldom only when it is there', () => {
    const seldom = ['Moved in or out', 'Unexplained', 'Liquidations', 'Sharpe, annual']
    expect(names({}).filter((name) => seldom.includes(name))).toEqual([])
    const all = {
      transfers: '5',
      unexplained: '1',
      liquidations: 2,
      annualised: { sharpeRatio: 1.2, days: 40, withheld: null },
    } as const
    expect(names(all).filter((name) => seldom.includes(name))).toEqual(seldom)
  })

  it('tells when the drawdown was deepest, or that there was none', () => {
    const figures = new Map(
      portfolioFigures({ ...SMALL, maxDrawdown: { ratio: 0.05, amount: 500, time: START + HOUR_MS } }).flat(),
    )
    expect(figures.get('Max drawdown')?.text).toBe('5.00 % (500.00)')
    expect(figures.get('Deepest at')?.text).toBe('2025-12-13 01:00')
    expect(names({ maxDrawdown: { ratio: 0, amount: 0, time: START } })).not.toContain('Deepest at')
  })
})
