import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrationSection } from '../../src/report/calibration.ts'
import { calibrationVerdict } from '../../src/report/view/calibration-words.ts'
import { HOUR_MS, START } from './fixtures.ts'
import { outcome } from './records.ts'

const OPTIONS = { threshold: 0.65, horizonMs: HOUR_MS }

/** Signals of one confidence, one in each hour, right as told. */
function hourly(confidence: number, right: readonly boolean[]) {
  return right.map((correct, hour) => outcome(confidence, correct, { signal_time: START + hour * HOUR_MS }))
}

/** Every second one wrong until `wrong` of them are. */
function mixed(count: number, wrong: number): readonly boolean[] {
  return Array.from({ length: count }, (_, index) => index % 2 === 0 || index >= 2 * wrong)
}

describe('calibrationSection', () => {
  it('sorts signals into buckets of 5 %, the lower bound included', () => {
    const { buckets } = calibrationSection(
      [0.6499, 0.65, 0.15, 1].flatMap((confidence) => hourly(confidence, [true, false])),
      OPTIONS,
    )
    expect(buckets.map(({ from, to, count, right }) => [from, to, count, right])).toEqual([
      [0.15, 0.2, 2, 1],
      [0.6, 0.65, 2, 1],
      [0.65, 0.7, 2, 1],
      [0.95, 1, 2, 1],
    ])
  })

  it('gives shares and mean moves, for all and for those that are traded', () => {
    const section = calibrationSection([...hourly(0.7, [true, true, false]), ...hourly(0.5, [false])], OPTIONS)
    expect(section.traded).toMatchObject({ count: 3, right: 2 })
    expect(section.all).toMatchObject({ count: 4, right: 2, rightRatio: 0.5, meanReturnRatio: 0 })
    expect(section.traded?.meanReturnRatio).toBeCloseTo(0.01 / 3, 12)
  })

  it('takes signals of one hour for hardly more than one', () => {
    const crowd = Array.from({ length: 500 }, () => outcome(0.7, true))
    const other = Array.from({ length: 500 }, () => outcome(0.7, false, { signal_time: START + HOUR_MS }))
    const { traded, verdict } = calibrationSection([...crowd, ...crowd, ...other], OPTIONS)
    expect(traded?.count).toBe(1500)
    expect(traded?.effectiveCount).toBeLessThan(3)
    expect(verdict).toBe('NO_BETTER_THAN_CHANCE')
  })

  it('loses no signal', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean())), (drawn) => {
        const { buckets, all } = calibrationSection(
          drawn.map(([confidence, right]) => outcome(confidence, right)),
          OPTIONS,
        )
        expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(drawn.length)
        expect(buckets.reduce((sum, { right }) => sum + right, 0)).toBe(all?.right ?? 0)
      }),
    )
  })
})

describe('the verdict', () => {
  const said = (right: readonly boolean[]) => calibrationVerdict(calibrationSection(hourly(0.7, right), OPTIONS))

  it('says so when nothing better than chance can be told', () => {
    expect(said(mixed(200, 90))).toMatch(
      /^55\.0 % of 200 signals at or above 0\.65 were right after 1 h\. .*with 50 % inside\. No better/,
    )
  })

  it('says better or worse only where the whole interval is', () => {
    expect(said(mixed(200, 40))).toContain('Better than chance in this sample')
    expect(said(mixed(200, 40).map((right) => !right))).toContain('Worse than chance')
  })

  it('judges all signals where none was traded, and says when there are none', () => {
    const below = calibrationSection(hourly(0.5, mixed(20, 10)), OPTIONS)
    expect(below.traded).toBeNull()
    expect(calibrationVerdict(below)).toContain('of 20 signals were right')
    expect(calibrationVerdict(calibrationSection([], OPTIONS))).toBe(
      'No signal could be judged: none had a price 1 h later.',
    )
  })
})
