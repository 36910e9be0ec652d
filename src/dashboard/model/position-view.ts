/** Positions and their plans: what is open now, and the trace that each one left. */
import type { ExitPlan, PositionUpdate } from '../../records/generated.ts'
import type { OpenPosition } from '../protocol/overview.ts'
import type { PositionTrace } from '../protocol/symbol.ts'
import { Ring } from './ring.ts'

const KEPT_TRACES = 100
const KEPT_STOPS = 200
/** Plans that never became a position are forgotten after so many newer ones. */
const KEPT_PLANS = 5_000

interface Trace {
  readonly first: PositionUpdate
  last: PositionUpdate
  plan: ExitPlan | null
  readonly stops: Ring<readonly [number, number]>
}

/** What all positions of a symbol came to. */
interface Sum {
  positions: number
  pnl: number
}

export class PositionView {
  private readonly open = new Map<string, Trace>()
  private readonly traces = new Map<string, Ring<Trace>>()
  private readonly sums = new Map<string, Sum>()
  /** Newest plan of each plan id, oldest first. */
  private readonly plans = new Map<string, ExitPlan>()

  seePlan(plan: ExitPlan): void {
    this.plans.delete(plan.plan_id)
    this.plans.set(plan.plan_id, plan)
    if (this.plans.size > KEPT_PLANS) this.plans.delete(this.plans.keys().next().value!)
    for (const trace of this.open.values()) if (trace.first.plan_id === plan.plan_id) follow(trace, plan)
  }

  seeUpdate(update: PositionUpdate): void {
    let trace = this.open.get(update.position_id)
    if (trace === undefined) {
      trace = { first: update, last: update, plan: null, stops: new Ring(KEPT_STOPS) }
      const plan = this.plans.get(update.plan_id)
      if (plan !== undefined) follow(trace, { ...plan, event_time: update.event_time })
      this.open.set(update.position_id, trace)
      const traces = this.traces.get(update.symbol) ?? new Ring<Trace>(KEPT_TRACES)
      this.traces.set(update.symbol, traces)
      traces.push(trace)
    }
    trace.last = update
    if (update.status !== 'CLOSED') return
    this.open.delete(update.position_id)
    this.plans.delete(update.plan_id)
    const sum = this.sums.get(update.symbol) ?? { positions: 0, pnl: 0 }
    this.sums.set(update.symbol, sum)
    sum.positions += 1
    sum.pnl += Number(update.realized_pnl ?? 0)
  }

  sumOf(symbol: string): Readonly<Sum> {
    return this.sums.get(symbol) ?? { positions: 0, pnl: 0 }
  }

  isOpen(symbol: string): boolean {
    return [...this.open.values()].some(({ last }) => last.symbol === symbol)
  }

  /** The open positions at the last prices, by symbol. */
  openAt(priceOf: (symbol: string) => number | null): readonly OpenPosition[] {
    return [...this.open.values()]
      .map((trace) => openPosition(trace, priceOf(trace.last.symbol)))
      .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
  }

  tracesOf(symbol: string): readonly PositionTrace[] {
    return (this.traces.get(symbol)?.all ?? []).map(({ first, last, plan, stops }) => ({
      positionId: last.position_id,
      signalId: last.signal_id,
      side: last.side,
      leverage: last.leverage,
      openedAtMs: first.opened_at,
      closedAtMs: last.status === 'CLOSED' ? last.event_time : null,
      entryPrice: Number(last.average_entry),
      exitPrice: last.average_exit == null ? null : Number(last.average_exit),
      exitCause: last.exit_cause ?? null,
      pnl: last.realized_pnl == null ? null : Number(last.realized_pnl),
      stops: stops.all,
      targets: plan?.take_profits.map(({ price }) => Number(price)) ?? [],
      liquidationPrice: plan === null ? null : Number(plan.liquidation_price),
    }))
  }
}

function follow(trace: Trace, plan: ExitPlan): void {
  const stop = Number(plan.stop_loss)
  trace.plan = plan
  if (trace.stops.all.at(-1)?.[1] !== stop) trace.stops.push([plan.event_time, stop])
}

function openPosition({ last, plan }: Trace, mark: number | null): OpenPosition {
  const sign = last.side === 'SHORT' ? -1 : 1
  const entry = Number(last.average_entry)
  const pnl = mark === null ? null : (mark - entry) * Number(last.quantity) * sign
  const stop = plan === null ? null : Number(plan.stop_loss)
  const targets = (plan?.take_profits ?? []).map(({ price }) => Number(price) * sign).sort((a, b) => a - b)
  const next = mark === null ? undefined : targets.find((target) => target > mark * sign)
  const nextTarget = next === undefined ? null : next * sign
  return {
    positionId: last.position_id,
    signalId: last.signal_id,
    symbol: last.symbol,
    side: last.side,
    leverage: last.leverage,
    quantity: last.quantity,
    entryPrice: entry,
    markPrice: mark,
    pnl,
    pnlRatio: pnl === null || Number(last.margin) === 0 ? null : pnl / Number(last.margin),
    stopPrice: stop,
    stopDistanceRatio: mark === null || stop === null ? null : ((mark - stop) / mark) * sign,
    nextTargetPrice: nextTarget,
    nextTargetDistanceRatio: mark === null || nextTarget === null ? null : ((nextTarget - mark) / mark) * sign,
    liquidationPrice: plan === null ? null : Number(plan.liquidation_price),
    openedAtMs: last.opened_at,
  }
}
