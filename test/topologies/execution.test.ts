/** execution: plans and reports become orders, positions and account states, all of them exact. */
import { describe, expect, it } from 'vitest'
import type { ExitPlan, OrderCommand } from '../../src/records/generated.ts'
import { type TestDriver, testTopology } from '../../src/testing/index.ts'
import { topics } from '../../src/topics.ts'
import { execution } from '../../src/topologies/index.ts'
import { answer, exitPlan, INSTRUMENT, T0, tick, trade } from '../domain/execution/support/records.ts'

const commandsOf = (driver: TestDriver) => driver.read(topics.orderCommand).map(({ value }) => value)
const decisionsOf = (driver: TestDriver) => driver.read(topics.planDecision).map(({ value }) => value)
const positionsOf = (driver: TestDriver) => driver.read(topics.positionUpdate).map(({ value }) => value)

function ready(): TestDriver {
  const driver = testTopology(execution)
  driver.pipe(topics.instrument, { ...INSTRUMENT, event_time: T0 - 60_000 })
  return driver
}
/** Pipes a plan in and hands back the entry it caused. */
function enter(driver: TestDriver, changes: Partial<ExitPlan> = {}): OrderCommand {
  driver.pipe(topics.exitPlan, exitPlan(changes))
  const [entry] = commandsOf(driver)
  if (entry === undefined) throw new Error('no entry was commanded')
  return entry
}
/** Answers a command with a fill at `price`, `afterMs` after the plan. */
function fill(driver: TestDriver, command: OrderCommand, afterMs: number, quantity: string, price: string): void {
  const time = T0 + afterMs
  const report = trade(command, `t${afterMs}`, { quantity, price })
  driver.pipe(topics.executionReport, { ...report, event_time: time, venue_time: time })
}
/** A position of 100 units at 10, re-based by exit-brain, whose stop and targets are on the book. */
function opened() {
  const driver = ready()
  fill(driver, enter(driver), 100, '100', '10')
  driver.pipe(topics.exitPlan, exitPlan({ event_time: T0 + 100, revision: 1, cause: 'REBASE' }))
  const placed = commandsOf(driver)
  for (const command of placed) {
    driver.pipe(topics.executionReport, { ...answer(command, 'NEW'), event_time: T0 + 200, venue_time: T0 + 200 })
  }
  expect(commandsOf(driver)).toEqual([])
  const leg = (name: string) => {
    const found = placed.find((command) => command.leg === name)
    if (found === undefined) throw new Error(`no ${name} was commanded`)
    return found
  }
  return { driver, placed, leg }
}

describe('a plan', () => {
  it('is reserved and entered, and the account says so', () => {
    const driver = ready()
    driver.pipe(topics.exitPlan, exitPlan())
    expect(decisionsOf(driver)).toMatchObject([
      { stage: 'RESERVATION', outcome: 'ACCEPTED', final: false, reserved: { margin: '100' } },
    ])
    const [output] = driver.read(topics.orderCommand)
    expect(output?.headers['trace-id']).toBe('s1')
    expect(output?.value).toMatchObject({
      leg: 'ENTRY',
      intent: 'PLACE',
      type: 'MARKET',
      side: 'BUY',
      quantity: '100',
      reduce_only: false,
    })
    expect(output?.value.client_order_id).toMatch(/^[A-Za-z0-9]{1,32}$/)
    expect(driver.read(topics.accountState).at(-1)).toMatchObject({
      key: 'paper',
      value: { margin_used: '100', open_positions: 1 },
    })
  })

  it('that is repeated changes nothing', () => {
    const driver = ready()
    enter(driver)
    driver.read(topics.planDecision)
    driver.pipe(topics.exitPlan, exitPlan())
    expect([commandsOf(driver), decisionsOf(driver)]).toEqual([[], []])
  })

  it('that came too late ends as stale', () => {
    const driver = ready()
    driver.advanceTo(T0 + 300_001)
    driver.pipe(topics.exitPlan, exitPlan())
    expect(decisionsOf(driver)).toMatchObject([{ outcome: 'SKIPPED_STALE', final: true }])
  })
})

describe('a position', () => {
  it('has its stop from the first fill on, then its targets; together they are the position', () => {
    const { placed } = opened()
    expect(placed[0]).toMatchObject({ leg: 'STOP', reduce_only: true, trigger_price: '9.8', quantity: '100' })
    const targets = placed.filter(({ leg }) => leg.startsWith('TP'))
    expect(targets.map(({ leg, price, quantity }) => [leg, price, quantity])).toEqual([
      ['TP1', '10.1', '50'],
      ['TP2', '10.2', '30'],
      ['TP3', '10.3', '20'],
    ])
  })

  it('ends at its stop: targets are taken back, the result is booked, the intent has its one final decision', () => {
    const { driver, leg } = opened()
    const before = decisionsOf(driver)
    fill(driver, leg('STOP'), 900, '100', '9.8')
    const cancelled = commandsOf(driver).filter(({ intent }) => intent === 'CANCEL')
    expect(cancelled.map(({ target_client_order_id }) => target_client_order_id).sort()).toEqual(
      ['TP1', 'TP2', 'TP3'].map((name) => leg(name).client_order_id).sort(),
    )
    expect(positionsOf(driver).at(-1)).toMatchObject({
      status: 'CLOSED',
      exit_cause: 'STOP_LOSS',
      quantity: '0',
      average_exit: '9.8',
    })
    const finals = [...before, ...decisionsOf(driver)].filter(({ final }) => final)
    expect(finals).toMatchObject([{ stage: 'ENTRY', outcome: 'ACCEPTED', intent_id: 's1.paper' }])
    expect(driver.store('positions').size).toBe(0)
  })

  it('is marked to market every minute', () => {
    const { driver } = opened()
    driver.pipe(topics.marketTick, tick(10.05, { event_time: T0 + 1_000 }))
    driver.read(topics.accountState)
    driver.advanceTo(T0 + 60_000)
    const [state] = driver.read(topics.accountState)
    expect(state?.timestamp).toBe(T0 + 60_000)
    expect(Number(state?.value.equity) - Number(state?.value.balance)).toBeCloseTo(5, 9)
  })
})

it('protects what leaves before it enters anything new: plans of an instant are ranked', () => {
  const rank = execution.sources.find(({ name }) => name === 'plan')?.rank
  const ranks = [
    exitPlan({ cause: 'ENTRY', confidence: 0.7 }),
    exitPlan({ cause: 'TRAIL', confidence: 0.1 }),
    exitPlan({ cause: 'ENTRY', confidence: 0.9 }),
  ].map((plan) => rank?.(plan) ?? Number.NaN)
  expect([...ranks].sort((a, b) => a - b).map((rank) => ranks.indexOf(rank))).toEqual([1, 2, 0])
})

it('an unreadable record on a topic that moves money halts openings', () => {
  const driver = ready()
  driver.pipe(topics.deadLetter, {
    topic: 'order.command',
    event_time: T0,
    partition: 0,
    offset: 0,
    error_code: 'BAD_AVRO',
    error: 'x',
  })
  driver.pipe(topics.exitPlan, exitPlan({ event_time: T0 + 1 }))
  expect(decisionsOf(driver)).toMatchObject([{ outcome: 'REFUSED', reason: 'ACCOUNT_HALTED', final: true }])
})

it('goes on after a restart with every order and position it had', () => {
  const { driver, leg } = opened()
  driver.restart()
  fill(driver, leg('TP1'), 900, '50', '10.1')
  expect(positionsOf(driver).at(-1)).toMatchObject({ status: 'REDUCED', exit_cause: 'TP1', quantity: '50' })
})
