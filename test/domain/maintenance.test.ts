import { describe, expect, it } from 'vitest'
import { text } from '../../src/domain/decimal.ts'
import { maintenanceMargin, maintenanceTiers } from '../../src/domain/maintenance.ts'

/** BTCUSDT's first brackets as Binance publishes them, with its own maintenance amounts: 0, 50, 1,300, 16,300. */
const BRACKETS = [
  { notional_cap: '50000', max_leverage: 125, maintenance_ratio: 0.004 },
  { notional_cap: '250000', max_leverage: 100, maintenance_ratio: 0.005 },
  { notional_cap: '1000000', max_leverage: 50, maintenance_ratio: 0.01 },
  { notional_cap: '10000000', max_leverage: 20, maintenance_ratio: 0.025 },
]

describe('maintenance margin', () => {
  it('derives the cumulative amounts Binance publishes', () => {
    expect(maintenanceTiers(BRACKETS).map(({ amount }) => text(amount))).toEqual(['0', '50', '1300', '16300'])
  })

  it('is notional × rate − amount, and continuous at a cap', () => {
    expect(text(maintenanceMargin(100_000, BRACKETS))).toBe('450')
    expect(text(maintenanceMargin(50_000, BRACKETS))).toBe('200')
    expect(maintenanceMargin('50000.0001', BRACKETS).minus(200).abs().lt('0.000001')).toBe(true)
  })

  it('goes on at the last rate beyond the last cap, and asks for nothing without brackets', () => {
    expect(text(maintenanceMargin(20_000_000, BRACKETS))).toBe('483700')
    expect(text(maintenanceMargin(20_000_000, []))).toBe('0')
  })
})
