/** trade-intent: the intent, the join at a tie, the life of a reservation, CLOSE, and what is late. */
import { describe, expect, it } from 'vitest'
import type { AiSignal } from '../../src/records/generated.ts'
import { type TestDriver, testTopology } from '../../src/testing/index.ts'
import { topics } from '../../src/topics.ts'
import { tradeIntent } from '../../src/topologies/index.ts'
import { account, decision, proposed, update } from '../domain/plan/fixtures.ts'
import { signal, tick } from '../operators/inputs.ts'
import { config, decide, FAULTS, NOW } from './gate-faults.ts'

const FIVE_MINUTES = 300_000
/** A candle boundary. */
const BOUNDARY = Math.floor(NOW / FIVE_MINUTES) * FIVE_MINUTES

const intents = (driver: TestDriver) => driver.read(topics.tradeIntent).map(({ value }) => value)
const reasons = (driver: TestDriver) => driver.read(topics.signalDecision).map(({ value }) => value.reason)
const position = (status: 'OPENED' | 'CLOSED', time: number, intentId: string) =>
  update(proposed().plan, { symbol: 'A', status, event_time: time, intent_id: intentId })

/** A market of `count` candles up to the boundary, four ticks each, the last of them 1 ms before it. */
function market(count: number): TestDriver {
  const driver = testTopology(tradeIntent, { config })
  for (let i = count; i > 0; i--) {
    const open = BOUNDARY - i * FIVE_MINUTES
    for (const [offset, price] of [
      [0, 100],
      [75_000, 101],
      [150_000, 99],
      [299_999, 100 + (i % 3)],
    ] as const) {
      driver.pipe(topics.marketTick, tick(open + offset, price))
    }
  }
  return driver
}

describe('an accepted signal', () => {
  it('becomes an intent at leverage 1 with levels, size and an end, named after its signal', () => {
    const driver = decide([], { reason: 'a hunch' })
    const [output] = driver.read(topics.tradeIntent)
    expect(output?.headers).toMatchObject({ 'trace-id': `s${NOW}`, source: 'trade-intent' })
    expect(output?.value).toMatchObject({
      symbol: 'A',
      event_time: NOW,
      intent_id: `s${NOW}.paper`,
      signal_id: `s${NOW}`,
      account: 'paper',
      side: 'BUY',
      confidence: 0.8,
      position_size_usd: '200',
      leverage: 1,
      entry_price: 100,
      stop_loss: 98,
      take_profit: 102,
      model: 'test',
      reason: 'a hunch',
      expires_at: NOW + 300_000,
      sizing: { action: 1, explored: false },
    })
    expect(reasons(driver)).toEqual(['ACCEPTED'])
  })

  it('says how each ILF field was obtained: proxies before there are candles', () => {
    expect(intents(decide([]))[0]?.ilf).toMatchObject({
      atr_source: 'CHANGE_24H_COMPUTED',
      volatility_source: 'ROLLING_TICKS',
      divergence_source: 'SINGLE_MARKET',
      funding_source: 'NONE_KNOWN',
      regime: 'UNKNOWN',
      regime_source: 'TOO_FEW_CANDLES',
    })
  })

  it('is decided on candles and funding once there are some', () => {
    const driver = market(50)
    driver.pipe(topics.fundingRate, {
      symbol: 'A',
      event_time: BOUNDARY,
      exchange: 'test',
      rate_ratio: 0.0003,
      interval_hours: 8,
    })
    driver.pipe(topics.aiSignal, signal(BOUNDARY + 1))
    expect(intents(driver)[0]?.ilf).toMatchObject({
      atr_source: 'CANDLES',
      funding_rate: 0.0003,
      funding_source: 'LATEST',
      regime_source: 'CANDLES',
    })
  })
})

it('sizes by what the policy has learnt in the state of the signal', () => {
  const greedy = { ...config, sizing: { ...config.sizing, epsilon: 0 } }
  const state = 'choppy.c3.e0.p1'
  const sizeAfter = (learnt: readonly (readonly [action: number, value: number])[]) => {
    const driver = testTopology(tradeIntent, { config: greedy })
    driver.pipe(topics.marketTick, tick(NOW - 1_000, 100))
    for (const [action, value] of learnt) {
      driver.pipe(topics.sizingPolicy, { state, action, event_time: NOW - 500, value, visits: 1 })
    }
    driver.pipe(topics.aiSignal, signal(NOW))
    const [intent] = intents(driver)
    expect(intent?.sizing.state).toBe(state)
    return intent?.position_size_usd
  }
  expect(sizeAfter([])).toBe('200')
  expect(
    sizeAfter([
      [0.5, 0.2],
      [1.5, 0.1],
    ]),
  ).toBe('100')
})

describe('a signal on a candle boundary', () => {
  const next = tick(BOUNDARY, 500)
  const given = signal(BOUNDARY)
  const outcome = (driver: TestDriver) => [driver.read(topics.signalDecision), driver.read(topics.tradeIntent)]

  it.each([13, 14, 49, 50])(
    'sees ticks strictly before it and counts candle %d as closed, whichever record comes first',
    (count) => {
      const tickFirst = market(count)
      tickFirst.pipe(topics.marketTick, next)
      tickFirst.pipe(topics.aiSignal, given)
      const signalFirst = market(count)
      signalFirst.pipe(topics.aiSignal, given)
      signalFirst.pipe(topics.marketTick, next)
      const seen = outcome(tickFirst)
      expect(seen).toEqual(outcome(signalFirst))
      expect(seen[1]?.[0]?.value).toMatchObject({
        entry_price: 101,
        ilf: { atr_source: count < 14 ? 'CHANGE_24H_COMPUTED' : 'CANDLES' },
      })
      expect(seen[1]?.[0]?.value).toMatchObject({ ilf: { regime_source: count < 50 ? 'TOO_FEW_CANDLES' : 'CANDLES' } })
    },
  )

  it('does not count the candle that begins with it', () => {
    const driver = market(13)
    driver.pipe(topics.marketTick, next)
    driver.pipe(topics.aiSignal, signal(BOUNDARY + 1))
    expect(intents(driver)[0]?.ilf.atr_source).toBe('CHANGE_24H_COMPUTED')
  })
})

describe('a symbol', () => {
  /** Goes on 1 s later with a fresh signal. */
  const again = (driver: TestDriver, time: number, changes: Partial<AiSignal> = {}) => {
    driver.pipe(topics.marketTick, tick(time - 1, 100))
    driver.pipe(topics.aiSignal, signal(time, changes))
    return reasons(driver)
  }
  const accepted = () => {
    const driver = decide([])
    expect(reasons(driver)).toEqual(['ACCEPTED'])
    return driver
  }

  it('is reserved from its intent on, also against the opposite side', () => {
    expect(again(accepted(), NOW + 1_000, { action: 'SELL' })).toEqual(['POSITION_OPEN'])
  })

  it('is free again when the plan was refused', () => {
    const driver = accepted()
    driver.pipe(
      topics.planDecision,
      decision({ symbol: 'A', event_time: NOW + 500, intent_id: `s${NOW}.paper`, final: true }),
    )
    expect(again(driver, NOW + 1_000)).toEqual(['ACCEPTED'])
  })

  it('is free again when nobody has answered a minute after the intent expired', () => {
    expect(again(accepted(), NOW + 360_000)).toEqual(['POSITION_OPEN'])
    expect(again(accepted(), NOW + 360_001)).toEqual(['ACCEPTED'])
  })

  it('stays taken while the position is open, then cools down', () => {
    const driver = accepted()
    driver.pipe(topics.positionUpdate, position('OPENED', NOW + 100, `s${NOW}.paper`))
    expect(again(driver, NOW + 3_600_000)).toEqual(['POSITION_OPEN'])
    driver.pipe(topics.positionUpdate, position('CLOSED', NOW + 3_600_001, `s${NOW}.paper`))
    expect(again(driver, NOW + 3_601_000)).toEqual(['COOLDOWN'])
    expect(again(driver, NOW + 3_900_001)).toEqual(['ACCEPTED'])
  })

  it('does not stand in the way of another one', () => {
    const driver = accepted()
    driver.pipe(topics.marketTick, tick(NOW + 1, 5, { symbol: 'B' }))
    driver.pipe(topics.aiSignal, signal(NOW + 2, { symbol: 'B' }))
    expect(reasons(driver)).toEqual(['ACCEPTED'])
  })
})

describe('CLOSE', () => {
  it('passes every gate but DUPLICATE', () => {
    const faults = [FAULTS.BELOW_THRESHOLD, FAULTS.STALE_MARKET, FAULTS.POSITION_OPEN, FAULTS.HALTED]
    const driver = decide(faults, { action: 'CLOSE' })
    expect(reasons(driver)).toEqual(['ACCEPTED'])
    expect(intents(driver)).toMatchObject([{ side: 'CLOSE', position_size_usd: '0', entry_price: 100 }])
    expect(reasons(decide([FAULTS.DUPLICATE, FAULTS.POSITION_OPEN], { action: 'CLOSE' }))).toEqual(['DUPLICATE'])
  })

  it('needs a position', () => {
    expect(reasons(decide([], { action: 'CLOSE' }))).toEqual(['NO_POSITION'])
    expect(reasons(decide([FAULTS.COOLDOWN], { action: 'CLOSE' }))).toEqual(['NO_POSITION'])
  })

  it('leaves the symbol taken until the position has closed', () => {
    const driver = decide([FAULTS.POSITION_OPEN], { action: 'CLOSE' })
    driver.pipe(topics.aiSignal, signal(NOW + 1))
    expect(reasons(driver)).toEqual(['ACCEPTED', 'POSITION_OPEN'])
  })
})

it('a late tick goes to the dead letters with its place, and changes no candle', () => {
  const driver = market(2)
  driver.pipe(topics.marketTick, tick(BOUNDARY + 1, 100))
  driver.pipe(topics.marketTick, tick(BOUNDARY - 1, 9_999))
  expect(driver.read(topics.deadLetter)).toMatchObject([
    { value: { topic: 'market.tick', offset: 9, error_code: 'LATE_TICK' } },
  ])
  const candles = driver.store('candles')
  expect(candles.keys().map((key) => candles.get(key))).toMatchObject([{ high: 102 }, { high: 101 }])
})

it('goes on after a restart as if nothing had happened', () => {
  const run = (restarts: boolean) => {
    const driver = market(20)
    if (restarts) driver.restart()
    driver.pipe(topics.accountState, account({ event_time: BOUNDARY, exposure_ratio: 0.4 }))
    driver.pipe(topics.aiSignal, signal(BOUNDARY + 10))
    if (restarts) driver.restart()
    driver.pipe(topics.aiSignal, signal(BOUNDARY + 20))
    return [driver.read(topics.signalDecision), driver.read(topics.tradeIntent)]
  }
  expect(run(true)).toEqual(run(false))
  expect(run(false)[0]?.map(({ value }) => value)).toMatchObject([{ outcome: 'ACCEPTED' }, { outcome: 'REFUSED' }])
})
