import { describe, expect, it } from 'vitest'
import {
  formatCode,
  formatCount,
  formatCounts,
  formatDuration,
  formatMoney,
  formatPercent,
  formatPrice,
  formatSigned,
  formatSignedPercent,
  formatTime,
} from '../../src/report/format.ts'

describe('money', () => {
  it.each([
    ['0', '0.00'],
    ['1234567.891', '1,234,567.89'],
    ['-1234.5', '-1,234.50'],
    ['0.5', '0.50'],
    ['0.00603', '0.00603'],
    ['-0.0060312', '-0.00603'],
    ['0.0949', '0.0949'],
    ['1e-12', '0.00'],
    ['999.999', '1,000.00'],
  ])('writes %s as %s', (value, text) => expect(formatMoney(value)).toBe(text))

  it('gives gains a plus, and nothing none', () => {
    expect([formatSigned('200.481'), formatSigned('-3'), formatSigned(0), formatSigned(1e-12)]).toEqual([
      '+200.48',
      '-3.00',
      '0.00',
      '0.00',
    ])
  })
})

describe('figures', () => {
  it.each([
    ['0.00603', '0.00603'],
    ['0.27911296099791', '0.279113'],
    ['65432.1', '65,432.1'],
    ['1234567.4', '1,234,567'],
    ['17717', '17,717'],
    ['0', '0'],
  ])('writes the price %s as %s', (value, text) => expect(formatPrice(value)).toBe(text))

  it('writes counts and shares', () => {
    expect(formatCount(12431)).toBe('12,431')
    expect([formatPercent(0.02019), formatPercent(-0.00001), formatSignedPercent(0.5, 0)]).toEqual([
      '2.02 %',
      '0.00 %',
      '+50 %',
    ])
  })

  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [7451, '7.45 s'],
    [245_000, '4 min 5 s'],
    [119_999, '2 min'],
    [120_000_000, '33 h 20 min'],
    [36_000_000, '10 h'],
  ])('writes %i ms as %s', (durationMs, text) => expect(formatDuration(durationMs)).toBe(text))

  it('writes moments in UTC', () => expect(formatTime(1_765_649_880_000)).toBe('2025-12-13 18:18'))
})

describe('codes', () => {
  it('makes words of codes and leaves names alone', () => {
    expect(['TRAILING_STOP', 'HOLD', 'TP1', '-2011', '0.5x'].map(formatCode)).toEqual([
      'trailing stop',
      'hold',
      'TP1',
      '-2011',
      '0.5x',
    ])
    expect([formatCounts({ HOLD: 10_373, COOLDOWN: 16 }), formatCounts({})]).toEqual([
      'hold 10,373 · cooldown 16',
      'none',
    ])
  })
})
