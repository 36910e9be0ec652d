/** paper-exchange: commands are answered at once, fills come with later ticks. */
import { describe, expect, it } from 'vitest'
import { type AppConfig, DEFAULT_CONFIG } from '../../src/config/config.ts'
import type { OrderCommand } from '../../src/records/generated.ts'
import { type TestDriver, testTopology } from '../../src/testing/index.ts'
import { topics } from '../../src/topics.ts'
import { paperExchange } from '../../src/topologies/index.ts'
import { BUY_MARKET, rateAt, STOP, TARGET, TERMS, tickAt } from '../domain/paper/harness.ts'

const T0 = 1_764_547_200_000

/** The figures below are these, whatever the defaults are. */
const config: AppConfig = {
  ...DEFAULT_CONFIG,
  paper: { ...DEFAULT_CONFIG.paper, slippageBps: 1, participationRatio: 0.25, limitFill: 'through' },
}

function ready(): TestDriver {
  const driver = testTopology(paperExchange, { config })
  driver.pipe(topics.instrument, { ...TERMS, event_time: T0 - 1_000 })
  return driver
}
const command = (driver: TestDriver, afterMs: number, changes: Partial<OrderCommand> = {}) => {
  driver.pipe(topics.orderCommand, { ...BUY_MARKET, event_time: T0 + afterMs, ...changes })
  return statuses(driver)
}
const tick = (driver: TestDriver, afterMs: number, price: number, volume = 1_000) => {
  driver.pipe(topics.marketTick, tickAt(T0 + afterMs, price, { volume }))
  return statuses(driver)
}
const statuses = (driver: TestDriver) =>
  driver.read(topics.executionReport).map(({ value }) => `${value.client_order_id} ${value.status}`)

describe('an order', () => {
  it('is NEW at its command and fills at a later tick only, never at one of the same instant', () => {
    const driver = ready()
    expect(tick(driver, 0, 100)).toEqual([])
    expect(command(driver, 1_000)).toEqual(['entry NEW'])
    expect(tick(driver, 1_000, 100)).toEqual([])
    expect(tick(driver, 1_001, 101)).toEqual(['entry FILLED'])
  })

  it('is filled at the tick with slippage and fee, traced to its signal', () => {
    const driver = ready()
    command(driver, 0)
    driver.pipe(topics.marketTick, tickAt(T0 + 1, 100))
    expect(driver.read(topics.executionReport)).toMatchObject([
      {
        timestamp: T0 + 1,
        headers: { 'trace-id': 'signal' },
        value: { status: 'FILLED', last_price: '100.01', last_quantity: '10', fee: '0.50005', liquidity: 'TAKER' },
      },
    ])
  })

  it('fills in parts, a quarter of the volume at a time', () => {
    const driver = ready()
    command(driver, 0)
    expect(tick(driver, 1, 100, 16)).toEqual(['entry PARTIALLY_FILLED'])
    expect(tick(driver, 2, 100, 0)).toEqual([])
    expect(tick(driver, 3, 100, 16)).toEqual(['entry PARTIALLY_FILLED'])
    expect(tick(driver, 4, 100, 16)).toEqual(['entry FILLED'])
  })

  it('is rejected by the filters of its instrument, with the code of the exchange', () => {
    const driver = ready()
    driver.pipe(topics.orderCommand, { ...BUY_MARKET, event_time: T0, quantity: '0.05' })
    const [report] = driver.read(topics.executionReport)
    expect(report?.value).toMatchObject({ status: 'REJECTED', error_code: expect.stringMatching(/^-\d+$/) })
  })

  it('of another account is not ours', () => {
    expect(command(ready(), 0, { account: 'other' })).toEqual([])
  })

  it('that opens expires by itself when no tick comes', () => {
    const driver = ready()
    command(driver, 0, { expires_at: T0 + 5_000 })
    driver.advanceTo(T0 + 60_000)
    expect(statuses(driver)).toEqual(['entry SKIPPED_STALE'])
  })
})

describe('a position', () => {
  const opened = () => {
    const driver = ready()
    command(driver, 0)
    tick(driver, 1, 100)
    expect(command(driver, 2, STOP)).toEqual(['stop NEW'])
    expect(command(driver, 2, TARGET)).toEqual(['tp1 NEW'])
    return driver
  }

  it('is stopped at the tick, not at the trigger, when the price gaps over it; nothing is left to reduce', () => {
    const driver = opened()
    driver.pipe(topics.marketTick, tickAt(T0 + 10, 93))
    const reports = driver.read(topics.executionReport).map(({ value }) => value)
    expect(reports[0]).toMatchObject({ client_order_id: 'stop', status: 'FILLED', last_price: '92.99' })
    expect(reports.slice(1)).toMatchObject([{ client_order_id: 'tp1', status: 'EXPIRED' }])
    expect(driver.store('books').size).toBe(0)
  })

  it('pays funding and is liquidated, as account events', () => {
    const driver = ready()
    driver.pipe(topics.fundingRate, rateAt(T0, 0.001, { next_funding_time: T0 + 5_000 }))
    command(driver, 1)
    tick(driver, 2, 100)
    driver.pipe(topics.marketTick, tickAt(T0 + 5_000, 100))
    driver.pipe(topics.marketTick, tickAt(T0 + 6_000, 80))
    expect(driver.read(topics.accountEvent)).toMatchObject([
      { key: 'paper', value: { kind: 'FUNDING', amount: '-1' } },
      { key: 'paper', value: { kind: 'LIQUIDATION', side: 'SELL', quantity: '10' } },
    ])
  })

  it('survives a restart with its orders', () => {
    const driver = opened()
    driver.restart()
    expect(tick(driver, 10, 111)).toEqual(['tp1 FILLED', 'stop EXPIRED'])
  })
})
