/** No sequence of plans, fills, marks and payments takes the account beyond a limit: told from its outputs alone. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import { Decimal } from '../../src/domain/decimal.ts'
import { type AccountBook, equityOf } from '../../src/domain/execution/account-book.ts'
import { DEFAULT_EXECUTION_CONFIG } from '../../src/domain/execution/config.ts'
import type { OrderCommand } from '../../src/records/generated.ts'
import { testTopology } from '../../src/testing/index.ts'
import { topics } from '../../src/topics.ts'
import { execution } from '../../src/topologies/index.ts'
import { accountEvent, answer, exitPlan, INSTRUMENT, T0, tick, trade } from '../domain/execution/support/records.ts'

const LIMITS = {
  maxOpenPositions: 3,
  maxMarginUtilisationRatio: 0.03,
  maxNotionalRatio: 0.2,
  maxNotionalPerSymbol: '900',
  maxEntriesPerMinute: 2,
  maxDailyLossRatio: 0.02,
  maxDrawdownRatio: 0.025,
  maxLossStreak: 3,
}
const LEVERAGE_CAP = 12
const SYMBOLS = ['AUSDT', 'BUSDT', 'CUSDT', 'DUSDT', 'EUSDT']
const DAY = 86_400_000

const action = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('plan', 'plan', 'fill', 'fill', 'mark' as const) },
    { weight: 1, arbitrary: fc.constantFrom('pay', 'pay', 'resume', 'resume', 'halt', 'restart', 'day' as const) },
  ),
  pick: fc.nat(1_000),
  waitMs: fc.nat(40_000),
  /** Hundredths of a price of 10. */
  move: fc.integer({ min: -60, max: 60 }),
})
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

/** The account with an oracle beside it, which knows the outputs, the equity, and no risk book. */
class Watched {
  private readonly driver = testTopology(execution, {
    config: {
      ...DEFAULT_CONFIG,
      leverage: { cap: LEVERAGE_CAP },
      execution: { ...DEFAULT_EXECUTION_CONFIG, ...LIMITS },
    },
  })
  private readonly orders: OrderCommand[] = []
  private readonly entryTimes: number[] = []
  private readonly losses: number[] = []
  private timeMs = T0
  private dayMs = 0
  private dayEquity = 10_000
  private peak = 10_000
  private equity = 10_000
  private mode = 'ACTIVE'
  private count = 0
  entered = 0
  readonly stops = new Set<string>()

  constructor() {
    for (const symbol of SYMBOLS) this.driver.pipe(topics.instrument, { ...INSTRUMENT, symbol, event_time: T0 })
  }

  act({ kind, pick, waitMs, move }: Action): void {
    const { driver } = this
    this.timeMs += kind === 'day' ? DAY : waitMs
    this.count += 1
    const day = Math.floor(this.timeMs / DAY) * DAY
    if (day !== this.dayMs) this.dayEquity = this.equity
    this.dayMs = day
    const time = { event_time: this.timeMs }
    const symbol = SYMBOLS[pick % SYMBOLS.length] ?? 'AUSDT'
    const price = (10 + move / 100).toFixed(2)
    switch (kind) {
      case 'plan': {
        const id = `s${this.count}`
        const ids = { plan_id: `plan.${id}`, intent_id: id, signal_id: id, symbol }
        const size = { leverage: 5 + (pick % 12), quantity: String(1 + (pick % 150)) }
        driver.pipe(topics.exitPlan, exitPlan({ ...ids, ...size, ...time, expires_at: this.timeMs + 300_000 }))
        break
      }
      case 'fill':
        this.fill(pick, price)
        break
      case 'mark':
        driver.pipe(topics.marketTick, tick(Number(price), { symbol, ...time }))
        break
      case 'pay': {
        const event = { amount: String(-pick / 10), symbol: null, venue_event_id: `e${this.count}`, ...time }
        driver.pipe(topics.accountEvent, accountEvent(event))
        break
      }
      case 'halt':
      case 'resume': {
        const command = kind === 'halt' ? ('HALT' as const) : ('RESUME' as const)
        driver.pipe(topics.controlCommand, { account: 'paper', command, issued_by: 'x', reason: 'x', ...time })
        break
      }
      case 'restart':
        driver.restart()
        break
      case 'day':
        driver.advanceTo(this.timeMs)
    }
    this.look(kind)
  }

  private fill(pick: number, price: string): void {
    const [order] = this.orders.splice(pick % Math.max(1, this.orders.length), 1)
    if (order === undefined) return
    const report = trade(order, `t${this.count}`, { quantity: order.quantity, price, fee: '0.1' })
    this.driver.pipe(topics.executionReport, { ...report, symbol: order.symbol, event_time: this.timeMs })
  }

  /** Reads what came of an input, and holds it against the limits. */
  private look(kind: Action['kind']): void {
    const { driver } = this
    const before = this.mode
    const commands = driver.read(topics.orderCommand).map(({ value }) => value)
    const states = driver.read(topics.accountState).map(({ value }) => value)
    const decisions = driver.read(topics.planDecision).map(({ value }) => value)
    const updates = driver.read(topics.positionUpdate).map(({ value }) => value)
    for (const { status, pnl_ratio } of updates) if (status === 'CLOSED') this.losses.push(Math.sign(pnl_ratio ?? 0))
    const last = states.at(-1)
    this.mode = last?.mode ?? before
    const entries = commands.filter(({ leg, intent }) => leg === 'ENTRY' && intent === 'PLACE')
    for (const command of entries) {
      this.entered += 1
      this.entryTimes.push(command.event_time)
      expect([before, this.mode]).toEqual(['ACTIVE', 'ACTIVE'])
      expect(command.leverage).toBeLessThanOrEqual(LEVERAGE_CAP)
      expect(Number(command.quantity) * 10).toBeLessThanOrEqual(Number(LIMITS.maxNotionalPerSymbol))
      expect(last?.open_positions).toBeLessThanOrEqual(LIMITS.maxOpenPositions)
      expect(last?.margin_utilisation_ratio).toBeLessThanOrEqual(LIMITS.maxMarginUtilisationRatio * (1 + 1e-9))
      expect(last?.notional_ratio).toBeLessThanOrEqual(LIMITS.maxNotionalRatio * (1 + 1e-9))
      const minute = this.entryTimes.filter((timeMs) => timeMs > command.event_time - 60_000)
      expect(minute.length).toBeLessThanOrEqual(LIMITS.maxEntriesPerMinute)
    }
    expect(decisions.filter(({ reason }) => reason === 'RESERVED')).toHaveLength(entries.length)
    this.orders.push(...commands.filter(({ intent }) => intent !== 'CANCEL'))
    for (const stop of commands.filter(({ leg, intent }) => leg === 'STOP' && intent !== 'CANCEL')) {
      const taken = { ...answer(stop, 'NEW'), symbol: stop.symbol, event_time: this.timeMs }
      driver.pipe(topics.executionReport, taken)
    }
    this.weigh(kind, before, last?.mode_reason ?? null)
  }

  /** An account that still opens has lost less than each limit; one that was stopped has not. */
  private weigh(kind: Action['kind'], before: string, reason: string | null): void {
    const book = this.driver.store('accounts').get('paper') as AccountBook | undefined
    if (book === undefined) return
    this.equity = equityOf(book)
    // Also where another limit stops the account at once: it was resumed for the first.
    if (kind === 'resume' && before !== 'ACTIVE') this.pardon()
    this.peak = Math.max(this.peak, this.equity)
    const limit = reason?.split(':')[0] ?? ''
    const lost = (base: number, ratio: number) =>
      new Decimal(base).minus(this.equity).gte(new Decimal(base).times(ratio))
    const isDayLost = lost(this.dayEquity, LIMITS.maxDailyLossRatio)
    const isDrawnDown = lost(this.peak, LIMITS.maxDrawdownRatio)
    if (this.mode === 'ACTIVE')
      expect([isDayLost, isDrawnDown, this.streak >= LIMITS.maxLossStreak]).not.toContain(true)
    if (this.mode === before && kind !== 'resume') return
    this.stopped = this.mode === 'ACTIVE' ? '' : limit
    if (limit === 'DAILY_LOSS') expect(isDayLost).toBe(true)
    if (limit === 'DRAWDOWN') expect(isDrawnDown).toBe(true)
    if (limit === 'LOSS_STREAK') expect(this.streak).toBeGreaterThanOrEqual(LIMITS.maxLossStreak)
    if (this.stopped !== '') this.stops.add(this.stopped)
  }

  /** What the account was stopped for counts from here. */
  private pardon(): void {
    if (this.stopped === 'DAILY_LOSS') this.dayEquity = this.equity
    if (this.stopped === 'DRAWDOWN') this.peak = this.equity
    if (this.stopped === 'LOSS_STREAK') this.losses.length = 0
  }

  private stopped = ''

  private get streak(): number {
    const decided = this.losses.filter((sign) => sign !== 0)
    return decided.length - (decided.findLastIndex((sign) => sign > 0) + 1)
  }
}

/** Walks at random; `seed` makes the walks the same every time. */
function walk(numRuns: number, seed?: number): { readonly stops: ReadonlySet<string>; readonly entered: number } {
  const stops = new Set<string>()
  let entered = 0
  fc.assert(
    fc.property(fc.array(action, { minLength: 40, maxLength: 150 }), (actions) => {
      const watched = new Watched()
      for (const one of actions) watched.act(one)
      for (const stop of watched.stops) stops.add(stop)
      entered += watched.entered
    }),
    // Shrinking a walk of a hundred steps takes minutes; its seed is printed.
    { numRuns, endOnFailure: true, ...(seed === undefined ? {} : { seed }) },
  )
  return { stops, entered }
}

describe('the limits of an account', () => {
  it('hold, whatever happens', () => {
    expect(walk(15).entered).toBeGreaterThan(0)
  })

  it('are all met on such walks', () => {
    const { stops, entered } = walk(20, 7)
    expect([...stops]).toEqual(expect.arrayContaining(['DAILY_LOSS', 'DRAWDOWN', 'LOSS_STREAK']))
    expect(entered).toBeGreaterThan(100)
  })
})
