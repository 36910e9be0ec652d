import { describe, expect, it } from 'vitest'
import type { ExitPlan, IlfFields } from '../../../src/records/generated.ts'
import { topics } from '../../../src/topics.ts'
import { changed } from '../slice.ts'
import { failing, fallingRun, onlyFirst, problems, verified } from './verified.ts'

const reader = fallingRun()

describe('leverage', () => {
  const plan = (change: Partial<ExitPlan>) =>
    changed(
      reader(),
      topics.exitPlan,
      onlyFirst((value) => [{ ...value, ...change }]),
    )
  it.each([
    ['whole above 80', { leverage: 90, ilf_leverage: 79 }, 'leverage 90 is outside 5–80'],
    ['whole below 5', { leverage: 4 }, 'leverage 4 is outside 5–80'],
    ['raw outside', { ilf_leverage: 81 }, 'ilf_leverage 81 is outside 5–80'],
    ['raw no number', { ilf_leverage: Number.NaN }, 'ilf_leverage NaN is outside 5–80'],
    ['whole above raw', { leverage: 40, ilf_leverage: 30.5 }, "leverage 40 is above the formula's 30.5"],
  ])('fails: %s', (_name, change, problem) => {
    expect(problems(plan(change), 'leverage')).toContain(problem)
    expect(failing(plan(change))).toEqual(['leverage'])
  })

  it('lets all plans keep to the leverage cap, as long as the formula varies', () => {
    const capped = { leverage: 20, limited_by: ['LEVERAGE_CAP'] }
    const all = changed(reader(), topics.exitPlan, (value) => [{ ...value, ...capped }])
    expect(problems(all, 'leverage')).toEqual([])
    const unsaid = changed(reader(), topics.exitPlan, (value) => [{ ...value, leverage: 20, limited_by: [] }])
    expect(problems(unsaid, 'leverage')).toEqual([expect.stringMatching(/^leverage is 20 in all/)])
  })

  it('fails when neither raw nor whole leverage varies, but not on a handful of plans', () => {
    const same = changed(reader(), topics.exitPlan, (value) => [{ ...value, ilf_leverage: 30.5, leverage: 30 }])
    expect(problems(same, 'leverage')).toEqual([
      expect.stringMatching(/^ilf_leverage is 30.5 in all \d+ plans/),
      expect.stringMatching(/^leverage is 30 in all \d+ plans/),
    ])
    let plans = 0
    const few = changed(same, topics.exitPlan, (value) => {
      if (value.revision === 0) plans++
      return plans <= 9 ? [value] : []
    })
    expect(problems(few, 'leverage')).toEqual([])
  })
})

describe('levels', () => {
  const plan = (change: (value: ExitPlan) => Partial<ExitPlan>, isMeant: (value: ExitPlan) => boolean = () => true) =>
    changed(
      reader(),
      topics.exitPlan,
      onlyFirst((value) => [{ ...value, ...change(value) }], isMeant),
    )
  const isMoved = ({ cause }: ExitPlan) => cause === 'BREAK_EVEN'

  it.each<[string, TopicChange, RegExp]>([
    [
      'targets in the wrong order',
      ({ take_profits: t }) => ({ take_profits: [...t].reverse() }),
      /TP2 .* is not beyond TP1/,
    ],
    [
      'two equal targets',
      ({ take_profits: t }) => ({ take_profits: t.map((one) => ({ ...one, price: t[0]?.price ?? '' })) }),
      /TP2 .* is not beyond TP1/,
    ],
    [
      'a target behind the entry',
      ({ entry_price }) => ({ take_profits: [{ price: entry_price, distance_pct: 0, fraction: 1, quantity: '1' }] }),
      /TP1 .* is not beyond the entry/,
    ],
    ['no target', () => ({ take_profits: [] }), /no take-profit is set/],
    ['targets that do not add up', () => ({ quantity: '1' }), /targets add up to/],
    ['no stop', () => ({ stop_loss: '0' }), /stop 0 is not above zero/],
    ['a stop that is no number', () => ({ stop_loss: '' }), /a level is no number/],
    ['a stop on the profit side', ({ take_profits: t }) => ({ stop_loss: t[0]?.price ?? '' }), /not on the loss side/],
    [
      'a stop behind liquidation',
      ({ liquidation_price }) => ({ stop_loss: liquidation_price }),
      /behind the liquidation price/,
    ],
    ['an unknown side', () => ({ side: 'UNKNOWN' }), /side is UNKNOWN/],
    ['a long with the levels of a short', () => ({ side: 'LONG' }), /of a LONG is not beyond/],
  ])('fails: %s', (_name, change, problem) => {
    const broken = plan(change)
    expect(problems(broken, 'levels')).toContainEqual(expect.stringMatching(problem))
    expect(failing(broken)).toContain('levels')
  })

  it('lets break-even move the stop to the profit side, but never back', () => {
    const moved = [...reader().values(topics.exitPlan)].find(isMoved)
    expect(moved?.stop_distance_pct).toBeLessThan(0)
    const entry = Number(moved?.entry_price)
    const back = plan(() => ({ stop_loss: String(entry * 1.006) }), isMoved)
    expect(problems(back, 'levels')).toContainEqual(expect.stringMatching(/moved against it/))
  })
})

type TopicChange = (value: ExitPlan) => Partial<ExitPlan>

describe('ILF fields', () => {
  it.each<[string, Partial<IlfFields>, RegExp]>([
    ['an undeclared source', { atr_source: 'UNKNOWN' }, /atr does not say how it was obtained/],
    ['an ATR of zero', { atr_value: 0, atr_source: 'CANDLES' }, /atr_value 0 is not above zero/],
    ['a proxy outside its range', { atr_value: 0.5, atr_source: 'CHANGE_24H_TICK' }, /as a proxy is outside/],
    ['a volatility outside its range', { volatility_factor: 6 }, /volatility_factor 6 is outside/],
    [
      'a divergence of one market',
      { divergence_source: 'SINGLE_MARKET', markets: 1, exchange_divergence: 0.1 },
      /is not SINGLE_MARKET/,
    ],
    [
      'a measured divergence of one market',
      { divergence_source: 'MEASURED', markets: 1 },
      /over 1 market is not MEASURED/,
    ],
    [
      'a rate that nobody knows',
      { funding_source: 'NONE_KNOWN', funding_rate: 0.001 },
      /funding_rate 0.001 is not NONE_KNOWN/,
    ],
    [
      'a regime without candles',
      { regime: 'BULL', regime_source: 'TOO_FEW_CANDLES' },
      /regime BULL is not TOO_FEW_CANDLES/,
    ],
  ])('fails: %s', (_name, change, problem) => {
    const broken = changed(
      reader(),
      topics.tradeIntent,
      onlyFirst((value) => [{ ...value, ilf: { ...value.ilf, ...change } }]),
    )
    expect(failing(broken)).toEqual(['ilf-fields'])
    expect(problems(broken, 'ilf-fields')).toContainEqual(expect.stringMatching(problem))
  })

  it('counts each field by its source', () => {
    const { counts = {} } = verified(reader()).checks.find(({ name }) => name === 'ilf-fields') ?? {}
    const atr = Object.entries(counts).filter(([name]) => name.startsWith('atr.'))
    expect(atr.reduce((sum, [, count]) => sum + count, 0)).toBe(counts.intents)
  })
})
