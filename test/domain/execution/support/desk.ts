/** A desk holds the view between inputs and collects what was emitted, so that a test reads like a story. */
import {
  closeNow,
  DEFAULT_EXECUTION_CONFIG,
  type Decided,
  type ExecutionConfig,
  type ExecutionEmission,
  onAccountEvent,
  onControl,
  onMark,
  onPlan,
  onReport,
  onTime,
  openAccount,
  type Position,
  type View,
} from '../../../../src/domain/execution/index.ts'
import type {
  AccountEvent,
  Control,
  ExecutionReport,
  ExitPlan,
  MarketTick,
  OrderCommand,
  OrderLeg,
} from '../../../../src/records/generated.ts'
import { exitPlan, INSTRUMENT, T0, trade } from './records.ts'

export class Desk {
  readonly config: ExecutionConfig
  view: View
  /** Emissions of the latest input. */
  last: readonly ExecutionEmission[] = []
  readonly all: ExecutionEmission[] = []
  now = T0

  constructor(config: Partial<ExecutionConfig> = {}) {
    this.config = { ...DEFAULT_EXECUTION_CONFIG, ...config }
    this.view = { account: openAccount(this.config), position: undefined, instrument: INSTRUMENT }
  }

  plan(plan: ExitPlan) {
    return this.take(onPlan(this.view, plan, this.now, this.config))
  }

  report(report: ExecutionReport) {
    return this.take(onReport(this.view, report, this.now, this.config))
  }

  event(event: AccountEvent) {
    return this.take(onAccountEvent(this.view, event, this.now, this.config))
  }

  mark(tick: MarketTick) {
    return this.take(onMark(this.view, tick))
  }

  control(command: Control) {
    const record = { account: 'paper', event_time: this.now, command, issued_by: 'ann', reason: 'test' }
    return this.take(onControl(this.view, record, this.now))
  }

  close() {
    return this.take(closeNow(this.view, 'CONTROL', this.now, this.config))
  }

  wait(ms: number) {
    this.now += ms
    return this.take(onTime(this.view, this.now, this.config))
  }

  /** The latest command of a leg that places an order. */
  order(leg: OrderLeg): OrderCommand {
    const found = commandsOf(this.all).findLast((command) => command.leg === leg && command.intent !== 'CANCEL')
    if (found === undefined) throw new Error(`no ${leg} was commanded`)
    return found
  }

  get position(): Position {
    if (this.view.position === undefined) throw new Error('no position')
    return this.view.position
  }

  /** Commands of the latest input as `LEG INTENT quantity@price`. */
  get commands(): readonly string[] {
    return commandsOf(this.last).map(({ leg, intent, quantity, price, trigger_price }) => {
      const level = price ?? trigger_price
      return `${leg} ${intent} ${quantity}${level == null ? '' : `@${level}`}`
    })
  }

  get updates() {
    return this.last.flatMap((emission) => (emission.sink === 'position' ? [emission.value] : []))
  }

  get decisions() {
    return this.last.flatMap((emission) => (emission.sink === 'decision' ? [emission.value] : []))
  }

  get states() {
    return this.last.flatMap((emission) => (emission.sink === 'account' ? [emission.value] : []))
  }

  private take({ account, position, emissions }: Decided): this {
    this.view = { ...this.view, account, position }
    this.last = emissions
    this.all.push(...emissions)
    return this
  }
}

export function commandsOf(emissions: readonly ExecutionEmission[]): readonly OrderCommand[] {
  return emissions.flatMap((emission) => (emission.sink === 'command' ? [emission.value] : []))
}

/** A desk whose entry of 100 units at 10 is filled, fee 0.5. */
export function entered(change: Partial<ExitPlan> = {}, config: Partial<ExecutionConfig> = {}): Desk {
  const desk = new Desk(config).plan(exitPlan(change))
  return desk.report(trade(desk.order('ENTRY'), 't1', { quantity: '100', price: '10', fee: '0.5' }))
}

/** The same with the first revision in force: stop and ladder are placed. */
export function rebased(change: Partial<ExitPlan> = {}, config: Partial<ExecutionConfig> = {}): Desk {
  return entered(change, config).plan(exitPlan({ ...change, revision: 1, cause: 'REBASE' }))
}
