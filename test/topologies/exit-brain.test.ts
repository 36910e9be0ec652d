/** exit-brain: an intent becomes a plan, and the plan follows its position. */
import { describe, expect, it } from 'vitest'
import type { ExitPlan, MarketTick } from '../../src/records/generated.ts'
import { type TestDriver, testTopology } from '../../src/testing/index.ts'
import { topics } from '../../src/topics.ts'
import { exitBrain } from '../../src/topologies/index.ts'
import { account, decision, instrument, intent, NOW, update } from '../domain/plan/fixtures.ts'
import { tick } from '../operators/inputs.ts'

const plansOf = (driver: TestDriver) => driver.read(topics.exitPlan).map(({ value }) => value)
const decisionsOf = (driver: TestDriver) => driver.read(topics.planDecision).map(({ value }) => value)
const btc = (time: number, price: number, rest: Partial<MarketTick> = {}) =>
  tick(time, price, { symbol: 'BTCUSDT', ...rest })

/** A driver that knows the instrument and the account. */
function ready(): TestDriver {
  const driver = testTopology(exitBrain)
  driver.pipe(topics.instrument, instrument({ event_time: NOW - 60_000 }))
  driver.pipe(topics.accountState, account({ event_time: NOW - 50_000 }))
  return driver
}
function proposed(): { readonly driver: TestDriver; readonly plan: ExitPlan } {
  const driver = ready()
  driver.pipe(topics.tradeIntent, intent())
  const [plan] = plansOf(driver)
  if (plan === undefined) throw new Error('no plan was proposed')
  return { driver, plan }
}
/** A position at 50,000, opened a second after the intent. */
function opened() {
  const { driver, plan } = proposed()
  driver.pipe(topics.positionUpdate, update(plan))
  expect(plansOf(driver).map(({ cause, revision }) => [cause, revision])).toEqual([['REBASE', 1]])
  return { driver, plan }
}

describe('an intent', () => {
  it('becomes a proposal with whole leverage, an ordered ladder and a stop, traced to its signal', () => {
    const driver = ready()
    driver.pipe(topics.tradeIntent, intent())
    const [output] = driver.read(topics.exitPlan)
    const plan = output?.value
    expect(output?.headers['trace-id']).toBe('s1')
    expect(plan).toMatchObject({
      plan_id: 'plan.s1.paper',
      intent_id: 's1.paper',
      revision: 0,
      cause: 'ENTRY',
      side: 'LONG',
      entry_price: '50000',
    })
    expect(plan?.leverage).toBe(Math.floor(plan?.leverage ?? 0))
    const levels = [
      plan?.liquidation_price,
      plan?.stop_loss,
      '50000',
      ...(plan?.take_profits ?? []).map(({ price }) => price),
    ].map(Number)
    expect(levels).toEqual([...levels].sort((a, b) => a - b))
    expect(decisionsOf(driver)).toEqual([])
  })

  it.each([
    ['no instrument', (driver: TestDriver) => driver, 'REFUSED', 'NO_INSTRUMENT'],
    [
      'a halted account',
      (driver: TestDriver) => {
        driver.pipe(topics.instrument, instrument({ event_time: NOW }))
        driver.pipe(topics.accountState, account({ mode: 'HALTED' }))
      },
      'REFUSED',
      'ACCOUNT_HALTED',
    ],
  ])('with %s ends in one final decision', (_, prepare, outcome, reason) => {
    const driver = testTopology(exitBrain)
    prepare(driver)
    driver.pipe(topics.tradeIntent, intent({ event_time: NOW + 1 }))
    expect(plansOf(driver)).toEqual([])
    expect(decisionsOf(driver)).toMatchObject([{ stage: 'PLAN', final: true, outcome, reason }])
  })

  it('that arrives after its end is skipped as stale', () => {
    const driver = ready()
    driver.advanceTo(NOW + 300_001)
    driver.pipe(topics.tradeIntent, intent())
    expect(decisionsOf(driver)).toMatchObject([{ outcome: 'SKIPPED_STALE', final: true }])
  })

  it('is skipped while the account is draining', () => {
    const driver = testTopology(exitBrain)
    driver.pipe(topics.instrument, instrument({ event_time: NOW }))
    driver.pipe(topics.accountState, account({ mode: 'DRAINING' }))
    driver.pipe(topics.tradeIntent, intent({ event_time: NOW + 1 }))
    expect(decisionsOf(driver)).toMatchObject([{ outcome: 'SKIPPED_DRAIN', final: true }])
  })

  it('of another account is not ours', () => {
    const driver = ready()
    driver.pipe(topics.tradeIntent, intent({ account: 'other' }))
    expect([plansOf(driver), decisionsOf(driver)]).toEqual([[], []])
  })
})

describe('a plan', () => {
  it('is forgotten when execution refuses it: the next intent gets one of its own', () => {
    const { driver } = proposed()
    driver.pipe(topics.planDecision, decision())
    driver.pipe(topics.tradeIntent, intent({ event_time: NOW + 5_000, intent_id: 's2.paper', signal_id: 's2' }))
    expect(plansOf(driver)).toMatchObject([{ plan_id: 'plan.s2.paper', revision: 0 }])
  })

  it('is re-based on the average entry', () => {
    const { driver, plan } = proposed()
    driver.pipe(topics.positionUpdate, update(plan, { average_entry: '50100' }))
    const [rebased] = plansOf(driver)
    expect(rebased).toMatchObject({ cause: 'REBASE', revision: 1, entry_price: '50100' })
    expect(Number(rebased?.stop_loss)).toBeGreaterThan(Number(plan.stop_loss))
  })

  it('breaks even after TP1, costs included', () => {
    const { driver, plan } = opened()
    driver.pipe(
      topics.positionUpdate,
      update(plan, { status: 'REDUCED', event_time: NOW + 60_000, exit_cause: 'TP1', fill_price: '50500' }),
    )
    const [next] = plansOf(driver)
    expect(next).toMatchObject({ cause: 'BREAK_EVEN', revision: 2 })
    expect(Number(next?.stop_loss)).toBeGreaterThan(50_000)
  })

  it('trails the price after 1 R, and only in favour of the position', () => {
    const { driver } = opened()
    const prices = [50_600, 50_900, 50_300, 51_500]
    for (const [i, price] of prices.entries()) driver.pipe(topics.marketTick, btc(NOW + 10_000 + i * 2_000, price))
    const trails = plansOf(driver)
    expect(trails.map(({ cause }) => cause)).toEqual(['TRAIL', 'TRAIL', 'TRAIL'])
    const stops = trails.map(({ stop_loss }) => Number(stop_loss))
    expect(stops).toEqual([...stops].sort((a, b) => a - b))
    expect(trails.map(({ revision }) => revision)).toEqual([2, 3, 4])
  })

  it('is not moved by reference markets or other symbols', () => {
    const { driver } = opened()
    driver.pipe(topics.marketTick, btc(NOW + 10_000, 60_000, { role: 'REFERENCE', market: 'BTCUSDC' }))
    driver.pipe(topics.marketTick, tick(NOW + 11_000, 60_000))
    expect(plansOf(driver)).toEqual([])
  })

  it('ends by its time stop without a single tick, once', () => {
    const { driver } = opened()
    driver.advanceTo(NOW + 3_600_000)
    expect(plansOf(driver)).toEqual([])
    driver.advanceTo(NOW + 3_600_000 + 180_000)
    expect(plansOf(driver).map(({ cause }) => cause)).toEqual(['TIME_STOP'])
  })

  it('passes on the wish to close', () => {
    const { driver } = opened()
    driver.pipe(
      topics.tradeIntent,
      intent({
        side: 'CLOSE',
        intent_id: 's9.paper',
        signal_id: 's9',
        event_time: NOW + 9_000,
        position_size_usd: '0',
      }),
    )
    expect(plansOf(driver)).toMatchObject([{ plan_id: 'plan.s1.paper', cause: 'CLOSE', close_intent_id: 's9.paper' }])
  })

  it('is gone when its position has closed', () => {
    const { driver, plan } = opened()
    driver.pipe(topics.positionUpdate, update(plan, { status: 'CLOSED', event_time: NOW + 20_000, quantity: '0' }))
    driver.pipe(topics.marketTick, btc(NOW + 30_000, 60_000))
    expect(plansOf(driver)).toEqual([])
    expect(driver.store('plans').size).toBe(0)
  })
})

it('a restart at any point changes no plan', () => {
  const run = (restartAt: number) => {
    const driver = ready()
    const steps = [
      () => driver.pipe(topics.tradeIntent, intent()),
      () => driver.pipe(topics.positionUpdate, update(proposed().plan)),
      () => driver.pipe(topics.marketTick, btc(NOW + 10_000, 50_600)),
      () => driver.pipe(topics.marketTick, btc(NOW + 12_000, 50_900)),
      () => driver.advanceTo(NOW + 4_000_000),
    ]
    for (const [i, step] of steps.entries()) {
      if (i === restartAt) driver.restart()
      step()
    }
    return driver.read(topics.exitPlan)
  }
  const calm = run(-1)
  expect(calm.map(({ value }) => value.cause)).toEqual(['ENTRY', 'REBASE', 'TRAIL', 'TRAIL', 'TIME_STOP'])
  for (let at = 0; at < 5; at++) expect(run(at)).toEqual(calm)
})
