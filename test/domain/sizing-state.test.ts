import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALL_SIZING_STATES, type SizingContext, sizingState } from '../../src/domain/sizing-state.ts'

const CONTEXT: SizingContext = { atrRatio: 0.02, adx: 30, confidence: 0.68, exposureRatio: 0, winRateRatio: null }
const stateWith = (change: Partial<SizingContext>) => sizingState({ ...CONTEXT, ...change })

describe('ALL_SIZING_STATES', () => {
  it('are 300, all distinct', () => {
    expect(ALL_SIZING_STATES).toHaveLength(300)
    expect(new Set(ALL_SIZING_STATES).size).toBe(300)
  })

  it('can all be reached', () => {
    const reached = [0.02, 0.05].flatMap((atrRatio) =>
      [10, 22, 40].flatMap((adx) =>
        [0.4, 0.5, 0.6, 0.8, 0.9].flatMap((confidence) =>
          [0.1, 0.4, 0.7, 0.9].flatMap((exposureRatio) =>
            [0.3, 0.5, 0.7].map((winRateRatio) =>
              sizingState({ atrRatio, adx, confidence, exposureRatio, winRateRatio }),
            ),
          ),
        ),
      ),
    )
    expect(new Set(reached)).toEqual(new Set(ALL_SIZING_STATES))
  })
})

describe('sizingState', () => {
  it('reads as in the contract', () => {
    expect(stateWith({ confidence: 0.75 })).toBe('lv-trending.c3.e0.p1')
  })

  it.each([
    [0.031, 25.1, 'hv-trending'],
    [0.031, 19.9, 'hv-ranging'],
    [0.03, 25.1, 'lv-trending'],
    [0.03, 19.9, 'lv-ranging'],
    [0.03, 20, 'choppy'],
    [0.031, 25, 'choppy'],
    [0.031, null, 'choppy'],
  ])('with an ATR of %s and an ADX of %s is %s', (atrRatio, adx, regime) => {
    expect(stateWith({ atrRatio, adx })).toBe(`${regime}.c2.e0.p1`)
  })

  it.each([
    [{ confidence: 0.449 }, 'c0'],
    [{ confidence: 0.45 }, 'c1'],
    [{ confidence: 0.55 }, 'c2'],
    [{ confidence: 0.7 }, 'c3'],
    [{ confidence: 0.85 }, 'c4'],
    [{ exposureRatio: 0.299 }, 'e0'],
    [{ exposureRatio: 0.3 }, 'e1'],
    [{ exposureRatio: 0.6 }, 'e2'],
    [{ exposureRatio: 0.8 }, 'e3'],
    [{ winRateRatio: 0.449 }, 'p0'],
    [{ winRateRatio: 0.45 }, 'p1'],
    [{ winRateRatio: 0.6 }, 'p2'],
    [{ winRateRatio: null }, 'p1'],
  ])('with %o is in %s', (change, part) => {
    expect(stateWith(change).split('.')).toContain(part)
  })

  it('takes NaN for the wary end', () => {
    const nothing = {
      atrRatio: Number.NaN,
      confidence: Number.NaN,
      exposureRatio: Number.NaN,
      winRateRatio: Number.NaN,
    }
    expect(stateWith({ ...nothing, adx: 30 })).toBe('hv-trending.c0.e3.p0')
    expect(stateWith({ adx: Number.NaN })).toBe('choppy.c2.e0.p1')
  })

  it('is one of the 300 for any numbers', () => {
    const all = new Set(ALL_SIZING_STATES)
    fc.assert(
      fc.property(
        fc.record({
          atrRatio: fc.double(),
          adx: fc.option(fc.oneof(fc.double(), fc.double({ min: 0, max: 100 }))),
          confidence: fc.double(),
          exposureRatio: fc.double(),
          winRateRatio: fc.option(fc.double()),
        }),
        (context) => all.has(sizingState(context)),
      ),
    )
  })
})
