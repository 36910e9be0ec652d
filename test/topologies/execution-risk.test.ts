/** The account's risk limits: exact at their bounds, by UTC day and event time, and undone by an explicit resume alone. */
import { describe, expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import { type AccountBook, openAccount, withRisk } from '../../src/domain/execution/account-book.ts'
import { DEFAULT_EXECUTION_CONFIG, type ExecutionConfig } from '../../src/domain/execution/config.ts'
import type { Control, ExitPlan } from '../../src/records/generated.ts'
import { testTopology } from '../../src/testing/index.ts'
import { topics } from '../../src/topics.ts'
import { execution } from '../../src/topologies/index.ts'
import { accountEvent, answer, exitPlan, INSTRUMENT, T0, tick, trade } from '../domain/execution/support/records.ts'

const DAY = 86_400_000
/** 00:00 UTC of the day after T0's. */
const MIDNIGHT = (Math.floor(T0 / DAY) + 1) * DAY

/** An account under test: every input at a time of its own choice. */
function account(limits: Partial<ExecutionConfig>, cap = 80) {
  const config = { ...DEFAULT_CONFIG, leverage: { cap }, execution: { ...DEFAULT_EXECUTION_CONFIG, ...limits } }
  const driver = testTopology(execution, { config })
  let count = 0
  for (const symbol of ['GALAUSDT', 'BUSDT', 'CUSDT', 'DUSDT'])
    driver.pipe(topics.instrument, { ...INSTRUMENT, symbol, event_time: T0 - 1 })
  const one = {
    driver,
    get mode() {
      const { mode, modeReason } = driver.store('accounts').get('paper') as AccountBook
      return modeReason === null ? mode : `${mode} ${modeReason}`
    },
    /** Books an amount that is neither deposit nor withdrawal. */
    pay(amount: string, time = T0, kind: 'FUNDING' | 'WITHDRAWAL' | 'DEPOSIT' = 'FUNDING') {
      const event = accountEvent({ kind, amount, symbol: null, event_time: time, venue_event_id: `e${count++}` })
      driver.pipe(topics.accountEvent, event)
      return one.mode
    },
    control(command: Control, time = T0) {
      driver.pipe(topics.controlCommand, { account: 'paper', event_time: time, command, issued_by: 'ann', reason: 'x' })
      return one.mode
    },
    /** What becomes of a plan: the reason of its decision. */
    plan(symbol: string, time = T0, rest: Partial<ExitPlan> = {}) {
      const id = `${symbol}${count++}`
      const ids = { symbol, plan_id: `plan.${id}`, intent_id: id, signal_id: id }
      driver.read(topics.planDecision)
      driver.pipe(topics.exitPlan, exitPlan({ ...ids, event_time: time, expires_at: time + 300_000, ...rest }))
      const [decision] = driver.read(topics.planDecision)
      return decision?.value.detail == null
        ? decision?.value.reason
        : `${decision.value.reason}: ${decision.value.detail}`
    },
    commands: () => driver.read(topics.orderCommand).map(({ value }) => value),
    /** Opens a position of 100 at 10 and closes it by its stop at a price. */
    roundTrip(symbol: string, price: string, time = T0) {
      one.commands()
      one.plan(symbol, time)
      for (const leg of ['ENTRY', 'STOP']) {
        const command = one.commands().find((each) => each.leg === leg) ?? expect.fail(`no ${leg} was commanded`)
        const figures = { quantity: '100', price: leg === 'ENTRY' ? '10' : price }
        driver.pipe(topics.executionReport, { ...trade(command, `t${count++}`, figures), symbol, event_time: time })
      }
      return one.mode
    },
  }
  return one
}

describe('a daily loss', () => {
  it.each([
    [0.05, '-499.99', '-0.01', '500.00 of 10000.00 lost since 00:00 UTC or the last resume, limit 5 %'],
    [0.07, '-699.9999', '-0.0001', '700.00 of 10000.00 lost since 00:00 UTC or the last resume, limit 7 %'],
    [0.003, '-29.99', '-0.01', '30.00 of 10000.00 lost since 00:00 UTC or the last resume, limit 0.3 %'],
  ])('of %s halts at the limit and not before', (maxDailyLossRatio, nearly, rest, detail) => {
    const one = account({ maxDailyLossRatio })
    expect(one.pay(nearly)).toBe('ACTIVE')
    expect(one.pay(rest)).toBe(`HALTED DAILY_LOSS: ${detail}`)
    expect(one.driver.read(topics.accountState).at(-1)?.value).toMatchObject({
      mode: 'HALTED',
      mode_reason: `DAILY_LOSS: ${detail}`,
    })
    expect(one.plan('GALAUSDT')).toBe(`ACCOUNT_HALTED: DAILY_LOSS: ${detail}`)
  })

  it('begins anew at 00:00 UTC of event time, from the equity of that moment', () => {
    const one = account({ maxDailyLossRatio: 0.05 })
    expect(one.pay('-400', MIDNIGHT - 1)).toBe('ACTIVE')
    // 400 more are 4.2 % of the 9,600 the new day began with; 80 more are 5 %.
    expect(one.pay('-400', MIDNIGHT)).toBe('ACTIVE')
    expect(one.pay('-79.99', MIDNIGHT + 1)).toBe('ACTIVE')
    expect(one.pay('-0.01', MIDNIGHT + DAY - 1)).toMatch(/^HALTED DAILY_LOSS: 480\.00 of 9600\.00/)
  })

  it('halts in the last millisecond of the day by what was lost in all of it', () => {
    const one = account({ maxDailyLossRatio: 0.05 })
    one.pay('-400', MIDNIGHT - DAY + 1)
    expect(one.pay('-100', MIDNIGHT - 1)).toMatch(/^HALTED DAILY_LOSS/)
  })

  it('is no withdrawal and no deposit', () => {
    const one = account({ maxDailyLossRatio: 0.05 })
    expect(one.pay('-5000', T0, 'WITHDRAWAL')).toBe('ACTIVE')
    expect(one.pay('-249', T0)).toBe('ACTIVE')
    expect(one.pay('10000', T0, 'DEPOSIT')).toBe('ACTIVE')
    expect(one.pay('-500.99', T0)).toBe('ACTIVE')
    expect(one.pay('-0.01', T0)).toMatch(/^HALTED DAILY_LOSS: 750\.00 of 15000\.00/)
  })

  it('counts what is open at its mark, stops entries that still fill, and leaves exits alone', () => {
    const one = account({ maxDailyLossRatio: 0.01 })
    one.plan('GALAUSDT')
    const [entry] = one.commands()
    one.driver.pipe(topics.executionReport, trade(entry!, 't1', { quantity: '100', price: '10' }))
    one.plan('BUSDT')
    const working = one.commands().find(({ symbol, leg }) => symbol === 'BUSDT' && leg === 'ENTRY')
    one.driver.pipe(topics.executionReport, { ...answer(working!, 'NEW'), symbol: 'BUSDT' })
    one.driver.pipe(topics.marketTick, tick(9.01))
    expect([one.mode, one.commands()]).toEqual(['ACTIVE', []])
    one.driver.pipe(topics.marketTick, tick(9))
    expect(one.mode).toMatch(/^HALTED DAILY_LOSS: 100\.00 of 10000\.00/)
    expect(one.commands()).toMatchObject([{ symbol: 'BUSDT', leg: 'ENTRY', intent: 'CANCEL' }])
  })

  it('stays halted over midnight and a restart, until an explicit resume, which counts from there', () => {
    const one = account({ maxDailyLossRatio: 0.05 })
    one.pay('-500')
    one.driver.advanceTo(MIDNIGHT + 60_000)
    one.driver.restart()
    expect(one.mode).toMatch(/^HALTED/)
    for (const command of ['REDUCE', 'DRAIN', 'CLOSE_ALL'] as const) {
      expect(one.control(command, MIDNIGHT + 60_000)).toMatch(/^HALTED DAILY_LOSS/)
    }
    expect(one.plan('GALAUSDT', MIDNIGHT + 60_000)).toMatch(/^ACCOUNT_HALTED/)
    expect(one.control('RESUME', MIDNIGHT + 60_000)).toBe('ACTIVE')
    expect(one.plan('GALAUSDT', MIDNIGHT + 60_000)).toBe('RESERVED')
    expect(one.pay('-474.99', MIDNIGHT + 60_000)).toBe('ACTIVE')
    expect(one.pay('-0.01', MIDNIGHT + 60_000)).toMatch(/^HALTED DAILY_LOSS: 475\.00 of 9500\.00/)
  })

  it('is not pardoned by a resume that answers to something else', () => {
    const one = account({ maxDailyLossRatio: 0.05 })
    expect(one.control('HALT')).toBe('HALTED HALT by ann: x')
    expect(one.pay('-600')).toBe('HALTED HALT by ann: x')
    expect(one.control('RESUME')).toMatch(/^HALTED DAILY_LOSS: 600\.00/)
    expect(one.control('RESUME')).toBe('ACTIVE')
  })
})

describe('a drawdown', () => {
  it('halts at the limit, over days, from the highest equity; a resume begins a new one', () => {
    const one = account({ maxDrawdownRatio: 0.1 })
    one.pay('2000')
    expect(one.pay('-600', MIDNIGHT)).toBe('ACTIVE')
    expect(one.pay('-599.99', MIDNIGHT + DAY)).toBe('ACTIVE')
    expect(one.pay('-0.01', MIDNIGHT + DAY)).toBe(
      'HALTED DRAWDOWN: 1200.00 of 12000.00 lost since the highest equity, limit 10 %',
    )
    expect(one.control('RESUME', MIDNIGHT + DAY)).toBe('ACTIVE')
    expect(one.pay('-1079.99', MIDNIGHT + DAY)).toBe('ACTIVE')
    expect(one.pay('-0.01', MIDNIGHT + DAY)).toMatch(/^HALTED DRAWDOWN: 1080\.00 of 10800\.00/)
  })
})

describe('a losing streak', () => {
  it('makes the account reduce at its limit; a win ends it, a resume pardons it', () => {
    const one = account({ maxLossStreak: 2 })
    expect(one.roundTrip('GALAUSDT', '9.8')).toBe('ACTIVE')
    expect(one.roundTrip('BUSDT', '10.1')).toBe('ACTIVE')
    expect(one.roundTrip('CUSDT', '9.8')).toBe('ACTIVE')
    expect(one.roundTrip('DUSDT', '9.8')).toBe('REDUCING LOSS_STREAK: 2 losses in a row, limit 2')
    expect(one.plan('GALAUSDT')).toMatch(/^ACCOUNT_REDUCING: LOSS_STREAK/)
    expect(one.control('RESUME')).toBe('ACTIVE')
    expect(one.roundTrip('GALAUSDT', '9.8')).toBe('ACTIVE')
    expect(one.roundTrip('BUSDT', '9.8')).toBe('REDUCING LOSS_STREAK: 2 losses in a row, limit 2')
    one.control('RESUME')
    expect(one.roundTrip('CUSDT', '10.1')).toBe('ACTIVE')
    expect(one.roundTrip('DUSDT', '9.8')).toBe('ACTIVE')
    expect(one.roundTrip('GALAUSDT', '9.8')).toMatch(/^REDUCING/)
  })

  it('gives way to a loss that halts', () => {
    const one = account({ maxLossStreak: 1, maxDailyLossRatio: 0.01 })
    expect(one.roundTrip('GALAUSDT', '9.8')).toMatch(/^REDUCING/)
    expect(one.pay('-80')).toMatch(/^HALTED DAILY_LOSS/)
    expect(account({ maxLossStreak: 1, maxDailyLossRatio: 0.002 }).roundTrip('GALAUSDT', '9.8')).toMatch(/^HALTED/)
  })
})

describe('a plan is refused', () => {
  it('beyond the entries of a minute, and taken when the first of them is a minute old', () => {
    const one = account({ maxEntriesPerMinute: 2 })
    expect(one.plan('GALAUSDT', T0)).toBe('RESERVED')
    expect(one.plan('BUSDT', T0 + 1)).toBe('RESERVED')
    expect(one.plan('CUSDT', T0 + 59_999)).toBe('ORDER_RATE: 2 entries within a minute, limit 2')
    expect(one.plan('CUSDT', T0 + 60_000)).toBe('RESERVED')
    expect(one.plan('DUSDT', T0 + 60_000)).toMatch(/^ORDER_RATE/)
    expect(one.plan('DUSDT', T0 + 60_001)).toBe('RESERVED')
  })

  it('above the leverage of the account or of the instrument as it is now', () => {
    const one = account({}, 10)
    expect(one.plan('GALAUSDT', T0, { leverage: 11 })).toBe('MAX_LEVERAGE: 11x, limit 10x')
    expect(one.plan('GALAUSDT', T0, { leverage: 10 })).toBe('RESERVED')
    one.driver.pipe(topics.instrument, { ...INSTRUMENT, symbol: 'BUSDT', event_time: T0, max_leverage: 8 })
    expect(one.plan('BUSDT', T0, { leverage: 9 })).toBe('MAX_LEVERAGE: 9x, limit 8x')
  })

  it('never by a limit once it leaves a position', () => {
    const one = account({ maxEntriesPerMinute: 1, maxDailyLossRatio: 0.01 })
    one.plan('GALAUSDT')
    const [entry] = one.commands()
    one.driver.pipe(topics.executionReport, trade(entry!, 't1', { quantity: '100', price: '10' }))
    one.pay('-500')
    one.commands()
    one.control('CLOSE_ALL')
    expect(one.mode).toMatch(/^HALTED/)
    expect(one.commands()).toMatchObject([{ leg: 'CLOSE', intent: 'PLACE', reduce_only: true, quantity: '100' }])
  })
})

describe('a mode', () => {
  it.each([
    ['HALT', 'ACCOUNT_HALTED'],
    ['REDUCE', 'ACCOUNT_REDUCING'],
    ['DRAIN', 'DRAINING'],
    ['CLOSE_ALL', 'ACCOUNT_REDUCING'],
  ] as const)('that %s made survives a restart, opens nothing, and ends with a resume', (command, reason) => {
    const one = account({})
    one.control(command)
    one.driver.restart()
    expect(one.plan('GALAUSDT')).toBe(`${reason}: ${command} by ann: x`)
    expect(one.commands()).toEqual([])
    expect(one.control('RESUME')).toBe('ACTIVE')
    expect(one.plan('GALAUSDT')).toBe('RESERVED')
  })
})

it('a book without risk limits begins to count where it stands', () => {
  const { risk: _none, ...saved } = { ...openAccount(DEFAULT_EXECUTION_CONFIG), balance: '9000' }
  const exposures = { A: { margin: '1', notional: '10', unrealisedPnl: -5, reserved: false } }
  expect(withRisk({ ...saved, exposures }).risk).toEqual({
    dayMs: 0,
    dayEquity: 8995,
    peakEquity: 8995,
    pardonedLosses: 0,
    entryTimes: [],
  })
})
