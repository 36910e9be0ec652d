import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal, text } from '../../../src/domain/decimal.ts'
import { bankruptcyPrice, isLiquidatable, liquidationMark } from '../../../src/domain/paper/margin.ts'

/** BTCUSDT's first brackets as Binance publishes them, with its own maintenance amounts: 0, 50, 1,300, 16,300. */
const BRACKETS = [
  { notional_cap: '50000', max_leverage: 125, maintenance_ratio: 0.004 },
  { notional_cap: '250000', max_leverage: 100, maintenance_ratio: 0.005 },
  { notional_cap: '1000000', max_leverage: 50, maintenance_ratio: 0.01 },
  { notional_cap: '10000000', max_leverage: 20, maintenance_ratio: 0.025 },
]

describe('liquidation mark', () => {
  it('is where a long and a short of 10x are liquidated in the first bracket', () => {
    const long = { side: 'LONG', quantity: '1', entryPrice: '100', margin: '10' } as const
    // (100 − 10) / (1 − 0.004) and (100 + 10) / (1 + 0.004).
    expect(liquidationMark(long, BRACKETS)?.toFixed(6)).toBe('90.361446')
    expect(liquidationMark({ ...long, side: 'SHORT' }, BRACKETS)?.toFixed(6)).toBe('109.561753')
  })

  it('does not exist for a long whose margin covers all of it', () => {
    expect(liquidationMark({ side: 'LONG', quantity: '1', entryPrice: '100', margin: '100' }, BRACKETS)).toBeNull()
  })

  it('has liquidation on one side of it and none on the other, whatever the tiers between', () => {
    const positions = fc.record({
      side: fc.constantFrom('LONG' as const, 'SHORT' as const),
      quantity: fc.integer({ min: 1, max: 200_000 }).map(String),
      entryPrice: fc.integer({ min: 1, max: 100_000 }).map((cents) => text(decimal(cents).div(100))),
      leverage: fc.integer({ min: 2, max: 80 }),
    })
    fc.assert(
      fc.property(positions, ({ leverage, ...position }) => {
        const margin = decimal(position.quantity).times(position.entryPrice).div(leverage)
        const margined = { ...position, margin }
        const mark = liquidationMark(margined, BRACKETS)
        if (mark === null) return position.side === 'LONG'
        const beyond = position.side === 'LONG' ? '0.999999' : '1.000001'
        const before = position.side === 'LONG' ? '1.000001' : '0.999999'
        return (
          isLiquidatable(margined, mark.times(beyond), BRACKETS) &&
          !isLiquidatable(margined, mark.times(before), BRACKETS)
        )
      }),
    )
  })
})

it('puts bankruptcy where the loss equals the margin', () => {
  const position = { quantity: '4', entryPrice: '100', margin: '40' }
  expect(text(bankruptcyPrice({ ...position, side: 'LONG' }))).toBe('90')
  expect(text(bankruptcyPrice({ ...position, side: 'SHORT' }))).toBe('110')
})
