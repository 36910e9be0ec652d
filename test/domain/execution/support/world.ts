/** The world of the model test: random actions on decider and exchange, and what must hold after every one of them. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { Decimal } from '../../../../src/domain/decimal.ts'
import { isLive, remainingQuantity } from '../../../../src/domain/execution/order.ts'
import { orderInForce, TAKE_PROFIT_LEGS } from '../../../../src/domain/execution/position.ts'
import type { ExecutionReport, ExitPlan, PlanCause } from '../../../../src/records/generated.ts'
import { commandsOf, Desk } from './desk.ts'
import { RandomExchange } from './random-exchange.ts'
import { accountEvent, exitPlan, tick } from './records.ts'

const ACTIONS = ['propose', 'revise', 'take', 'take', 'take', 'report', 'report', 'report', 'fill', 'fill'] as const
const RARE = ['refuse', 'drop', 'shuffle', 'funding', 'mark', 'wait', 'close', 'resume'] as const
/** One thing that may happen next. */
export const action = fc.record({
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...ACTIONS) },
    { weight: 1, arbitrary: fc.constantFrom(...RARE) },
  ),
  pick: fc.nat(1_000),
  /** Ticks away from 10. */
  move: fc.integer({ min: -30, max: 30 }),
})
export type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

const CAUSES: readonly PlanCause[] = ['REBASE', 'REBASE', 'REBASE', 'BREAK_EVEN', 'TRAIL', 'TIME_STOP', 'CLOSE']

/** The decider and the exchange with everything that is under way between them. */
export class World {
  readonly desk = new Desk({ maxNotionalPerSymbol: '900' })
  readonly exchange = new RandomExchange()
  readonly plans = new Map<string, ExitPlan>()
  readonly intents: string[] = []
  funding = new Decimal(0)
  private count = 0

  act({ kind, pick, move }: Action): void {
    const { desk, exchange } = this
    const price = (10 + move / 100).toFixed(2)
    this.count += 1
    const acts: Readonly<Record<Action['kind'], () => unknown>> = {
      propose: () => this.propose(pick),
      revise: () => this.revise(pick, price),
      take: () => exchange.take(false),
      refuse: () => exchange.take(true),
      fill: () => exchange.fill(pick, pick, price),
      drop: () => exchange.drop(pick),
      shuffle: () => exchange.shuffle(pick),
      report: () => this.deliver(),
      funding: () => this.fund(move),
      mark: () => this.after(desk.mark(tick(Number(price)))),
      wait: () => this.after(desk.wait(1_000 * pick)),
      close: () => this.after(desk.close()),
      resume: () => this.after(desk.control('RESUME')),
    }
    acts[kind]()
  }

  /** Lets everything come to an end at a well-behaved exchange. */
  finish(): void {
    for (let round = 0; round < 300 && !(this.exchange.idle && this.desk.view.position === undefined); round += 1) {
      while (this.exchange.inbox.length > 0) this.exchange.take(false)
      this.exchange.fillMarketOrders('10')
      while (this.exchange.outbox.length > 0) this.deliver()
      this.after(this.desk.close())
    }
  }

  private propose(pick: number): void {
    const id = `s${this.count}`
    const side = pick % 2 === 0 ? 'LONG' : 'SHORT'
    const expires_at = this.desk.now + 300_000
    const ids = { plan_id: `plan.${id}`, intent_id: id, signal_id: id }
    const plan = exitPlan({ ...ids, side, quantity: String(1 + (pick % 150)), expires_at })
    this.plans.set(plan.plan_id, plan)
    this.intents.push(plan.intent_id)
    this.after(this.desk.plan(plan))
    expect(this.desk.plan(plan).last).toEqual([])
  }

  private revise(pick: number, stop_loss: string): void {
    const current = this.desk.view.position?.plan
    const plan = current === undefined ? undefined : this.plans.get(current.planId)
    if (current === undefined || plan === undefined) return
    const cause = CAUSES[pick % CAUSES.length] ?? 'REBASE'
    const close_intent_id = cause === 'CLOSE' && pick % 2 === 0 ? `c${this.count}` : null
    if (close_intent_id !== null) this.intents.push(close_intent_id)
    const take_profits = plan.take_profits.slice(0, 1 + (pick % 3))
    const change = { cause, stop_loss, take_profits, close_intent_id, revision: current.revision + 1 }
    this.after(this.desk.plan({ ...plan, ...change }))
  }

  private deliver(): void {
    const report = this.exchange.outbox.shift()
    if (report === undefined) return
    this.after(this.desk.report(report), report)
    const { view } = this.desk
    expect(this.desk.report(report).last).toEqual([])
    expect(this.desk.view).toEqual(view)
  }

  private fund(move: number): void {
    this.funding = this.funding.plus(move)
    this.after(this.desk.event(accountEvent({ amount: String(move), venue_event_id: `e${this.count}` })))
  }

  /** Sends what was commanded, and checks what must hold after every single input. */
  private after(desk: Desk, report?: ExecutionReport): void {
    const { exchange } = this
    exchange.inbox.push(...commandsOf(desk.last))
    const { account, position } = desk.view
    expect(JSON.parse(JSON.stringify(desk.view))).toEqual(desk.view)
    expect(account.modeReason).not.toBe('POSITION_MISMATCH')
    for (const command of commandsOf(desk.last)) {
      const planned = this.plans.get(command.plan_id)?.quantity ?? '0'
      expect(Number(command.quantity)).toBeLessThanOrEqual(Number(planned))
    }
    if (position === undefined) {
      expect(account.exposures).toEqual({})
      return
    }
    const harvested = TAKE_PROFIT_LEGS.flatMap((leg) => orderInForce(position, leg) ?? [])
      .filter((order) => isLive(order) && !order.cancelling)
      .reduce((sum, order) => sum + Number(remainingQuantity(order)), 0)
    expect(harvested).toBeLessThanOrEqual(Number(position.open.quantity))
    if (report?.trade_id != null && position.open.quantity !== '0' && position.failures.stop < 3) {
      const stop = orderInForce(position, 'STOP')
      expect(stop === undefined ? 'none' : isLive(stop)).toBe(true)
      expect(stop === undefined ? 'none' : remainingQuantity(stop)).toBe(position.open.quantity)
    }
  }
}
