import { describe, expect, it } from 'vitest'
import { type ActivePlan, onTick, onTime } from '../../../src/domain/plan/exit-brain.ts'
import { config, instrument, intent, NOW, opened, plans, proposed } from './fixtures.ts'

/** Times after which the trailing interval has long passed. */
const LATER = NOW + 10_000
/** 1.5 × ATR of 0.4 % of 50,000. */
const TRAIL = 300

function trail(active: ActivePlan | undefined, price: number, nowMs = LATER) {
  const [next, emissions] = onTick(active, { price }, nowMs, config)
  return { next, stops: plans(emissions).map(({ cause, stop_loss }) => [cause, stop_loss]) }
}

describe('onTick, trailing stop', () => {
  it.each([
    ['BUY', 50_450.4, 50_450.3, '50150.4'],
    ['SELL', 49_549.6, 49_549.7, '49849.6'],
  ] as const)('of a %s follows at 1.5 ATR once 1 R is won', (side, oneR, before, stop) => {
    const active = opened({ side })
    expect(onTick(active, { price: before }, LATER, config)[0]).toBe(active)
    expect(trail(active, oneR).stops).toEqual([['TRAIL', stop]])
  })

  it.each([
    ['BUY', 1],
    ['SELL', -1],
  ] as const)('of a %s is revised after 0.1 R and not before', (side, sign) => {
    const { next } = trail(opened({ side }), 50_000 + sign * 500)
    const small = trail(next, 50_000 + sign * 545, LATER + 1000)
    expect(small.next).toBe(next)
    expect(trail(next, 50_000 + sign * 545.1, LATER + 1000).stops).toEqual([
      ['TRAIL', String(50_000 + sign * (545.1 - TRAIL))],
    ])
  })

  it('is revised once a second, then from the best price in between', () => {
    const { next } = trail(opened(), 50_500)
    const soon = trail(next, 50_700, LATER + 999)
    expect(soon.stops).toEqual([])
    expect(soon.next).toHaveProperty('watch.bestPrice', 50_700)
    const same = trail(soon.next, 50_690, LATER + 999)
    expect(same.next).toBe(soon.next)
    expect(trail(soon.next, 50_650, LATER + 1000).stops).toEqual([['TRAIL', '50400']])
  })

  it('stays a tick behind the mark when the price fell through its level meanwhile', () => {
    const { next } = trail(opened(), 50_500)
    const soon = trail(next, 50_900, LATER + 999)
    expect(trail(soon.next, 50_300.05, LATER + 1000).stops).toEqual([['TRAIL', '50300']])
  })

  it('is rounded away from the market', () => {
    const long = opened({ ilf: { ...intent().ilf, atr_value: 0.0040001 } })
    expect(trail(long, 50_500).stops).toEqual([['TRAIL', '50199.9']])
    const short = opened({ side: 'SELL', ilf: { ...intent().ilf, atr_value: 0.0040001 } })
    expect(trail(short, 49_500).stops).toEqual([['TRAIL', '49800.1']])
  })

  it('follows the mark where there is one', () => {
    const active = opened()
    expect(onTick(active, { price: 51_000, mark_price: 50_100 }, LATER, config)[0]).toBe(active)
  })

  it('does not exist without an ATR', () => {
    const active = opened({ ilf: { ...intent().ilf, atr_value: 0 } })
    expect(onTick(active, { price: 60_000 }, LATER, config)[0]).toBe(active)
  })

  it('moves by whole ticks', () => {
    const active = opened({}, { tick_size: '100' })
    const { next, stops } = trail(active, 50_550)
    expect(stops).toEqual([['TRAIL', '50200']])
    expect(trail(next, 50_590, LATER + 1000).next).toBe(next)
    expect(trail(next, 50_600, LATER + 1000).stops).toEqual([['TRAIL', '50300']])
  })
})

describe('onTick, liquidation guard', () => {
  it.each([
    ['BUY', 1],
    ['SELL', -1],
  ] as const)('closes a %s in the last 2 %% of the way to liquidation, beyond the stop', (side, sign) => {
    const active = opened({ side })
    const liquidation = Number(active.plan.liquidation_price)
    const guard = liquidation + 0.02 * (50_000 - liquidation)
    expect(sign * (Number(active.plan.stop_loss) - guard)).toBeGreaterThan(0)
    expect(onTick(active, { price: 1, mark_price: guard + sign * 0.01 }, LATER, config)[0]).toBe(active)
    const [left, emissions] = onTick(active, { price: 50_000, mark_price: guard - sign * 0.01 }, LATER, config)
    expect(plans(emissions).map(({ cause, revision }) => [cause, revision])).toEqual([['LIQUIDATION_GUARD', 2]])
    expect(onTick(left, { price: liquidation }, LATER + 1, config)).toEqual([left, []])
  })

  it('comes before the time stop', () => {
    const [, emissions] = onTick(opened(), { price: 40_000 }, NOW + 3_601_000, config)
    expect(plans(emissions).map(({ cause }) => cause)).toEqual(['LIQUIDATION_GUARD'])
  })
})

describe('onTick and onTime, time stop', () => {
  const due = NOW + 1000 + 3_600_000

  it('closes once when the harvest policy’s time is over', () => {
    const active = opened()
    expect(onTick(active, { price: 50_000 }, due - 1, config)[0]).toBe(active)
    const [left, emissions] = onTick(active, { price: 50_000 }, due, config)
    expect(plans(emissions)).toEqual([{ ...active.plan, revision: 2, cause: 'TIME_STOP', event_time: due }])
    expect(onTick(left, { price: 50_000 }, due + 1, config)).toEqual([left, []])
    expect(onTime(left, due + 1)).toEqual([left, []])
  })

  it('comes after the trailing stop', () => {
    const [, emissions] = onTick(opened(), { price: 50_500 }, due, config)
    expect(plans(emissions).map(({ cause, revision, stop_loss }) => [cause, revision, stop_loss])).toEqual([
      ['TRAIL', 2, '50200'],
      ['TIME_STOP', 3, '50200'],
    ])
  })

  it('needs no tick', () => {
    const active = opened({ side: 'SELL' })
    expect(onTime(active, due - 1)[0]).toBe(active)
    expect(plans(onTime(active, due)[1]).map(({ cause }) => cause)).toEqual(['TIME_STOP'])
  })

  it('does not concern a proposal: execution decides every plan it reads', () => {
    const active = proposed()
    expect(onTime(active, due * 2)).toEqual([active, []])
    expect(onTick(active, { price: 1 }, due * 2, config)[0]).toBe(active)
    expect(onTime(undefined, due)).toEqual([undefined, []])
  })
})

describe('an open plan', () => {
  it('is a value that survives JSON', () => {
    const { next } = trail(opened({}, { brackets: instrument().brackets }), 50_500)
    expect(JSON.parse(JSON.stringify(next))).toEqual(next)
  })
})
