/** What exit-brain does while a position is open: liquidation guard, trailing stop and time stop. */
import type { MarketTick } from '../../records/generated.ts'
import { decimal, maxOf, minOf, roundDown, roundUp, text } from '../decimal.ts'
import {
  type ActivePlan,
  type ExitStep,
  emitPlan,
  type LeavingCause,
  nextRevision,
  type OpenPlan,
  unchanged,
} from './active-plan.ts'
import type { ExitConfig } from './config.ts'
import { firstAbove, firstBelow, profitPct } from './prices.ts'
import { nextTrailPrice, trailDistance, trailStep } from './watch.ts'

/** The prices of a tick of the traded market, quote units. */
export type PriceUpdate = Pick<MarketTick, 'price' | 'mark_price'>

/**
 * Handles one tick of the traded market at stream time `nowMs` (Unix ms). The price that counts is the one stops
 * trigger on: the mark where there is one. Of several exits the liquidation guard comes first, then the trailing stop,
 * then the time stop (FORMULAS, While open); the stop itself is at the exchange. Returns the very same state when
 * nothing changes.
 */
export function onTick(active: ActivePlan | undefined, tick: PriceUpdate, nowMs: number, config: ExitConfig): ExitStep {
  if (active?.status !== 'OPEN' || active.leaving) return unchanged(active)
  const mark = tick.mark_price ?? tick.price
  const { sign, guardPrice, timeStopAt } = active.watch
  if (sign * mark <= sign * guardPrice) return leave(active, 'LIQUIDATION_GUARD', nowMs)
  const trailed = trail(active, mark, nowMs, config)
  if (nowMs < timeStopAt) return trailed === active ? unchanged(active) : stepTo(trailed, active)
  const [left, emissions] = leave(trailed, 'TIME_STOP', nowMs)
  return [left, [...stepTo(trailed, active)[1], ...emissions]]
}

/** The time stop of a symbol whose ticks have gone quiet, at stream time `nowMs` (Unix ms). */
export function onTime(active: ActivePlan | undefined, nowMs: number): ExitStep {
  if (active?.status !== 'OPEN' || active.leaving || nowMs < active.watch.timeStopAt) return unchanged(active)
  return leave(active, 'TIME_STOP', nowMs)
}

function leave(active: OpenPlan, cause: LeavingCause, nowMs: number): ExitStep {
  const plan = nextRevision(active.plan, cause, nowMs)
  return [{ ...active, plan, leaving: cause }, [emitPlan(plan)]]
}

/** The step from one state to the next: a new revision is emitted, a remembered best price is not. */
function stepTo(next: OpenPlan, active: OpenPlan): ExitStep {
  return [next, next.plan === active.plan ? [] : [emitPlan(next.plan)]]
}

/** The plan with its stop trailed, or with a better price remembered until the stop may move again, or itself. */
function trail(active: OpenPlan, mark: number, nowMs: number, config: ExitConfig): OpenPlan {
  const { watch } = active
  const { sign, trailAtPrice, trailedAt } = watch
  if (trailAtPrice === null) return active
  const isBetter = sign * mark > sign * watch.bestPrice
  const bestPrice = isBetter ? mark : watch.bestPrice
  if (!(sign * bestPrice >= sign * trailAtPrice)) return active
  const isTooSoon = trailedAt !== null && nowMs - trailedAt < config.trailIntervalMs
  const plan = isTooSoon ? active.plan : trailedPlan(active, bestPrice, mark, nowMs, config)
  if (plan === active.plan) return isBetter ? { ...active, watch: { ...watch, bestPrice } } : active
  const next = nextTrailPrice(plan, active.basis, active.oneR, config)
  return { ...active, plan, watch: { ...watch, bestPrice, trailAtPrice: next, trailedAt: nowMs } }
}

/**
 * The revision whose stop stands 1.5 ATR behind the best price, rounded away from the market and kept at least a tick
 * behind the mark; the present plan when that is not 0.1 R better.
 */
function trailedPlan(active: OpenPlan, bestPrice: number, mark: number, nowMs: number, config: ExitConfig) {
  const { plan, basis, oneR } = active
  const distance = trailDistance(plan, basis, config)
  if (distance === null) return plan
  const { sign } = active.watch
  const { tickSize } = basis.terms
  const exact = decimal(bestPrice).minus(distance.times(sign))
  const stop =
    plan.side === 'LONG'
      ? minOf(roundDown(exact, tickSize), firstBelow(decimal(mark), tickSize))
      : maxOf(roundUp(exact, tickSize), firstAbove(decimal(mark), tickSize))
  if (
    stop
      .minus(plan.stop_loss)
      .times(sign)
      .lt(trailStep(oneR, basis, config))
  )
    return plan
  return nextRevision(plan, 'TRAIL', nowMs, {
    stop_loss: text(stop),
    stop_distance_pct: -profitPct(plan.side, decimal(plan.entry_price), stop),
  })
}
