/** What exit-brain does when the position changes: re-base on the average entry, break even after TP1, forget when closed. */
import type { PositionUpdate } from '../../records/generated.ts'
import { type Decimal, decimal, maxOf, minOf, roundDown, roundUp, text } from '../decimal.ts'
import {
  type ActivePlan,
  closeRevision,
  type ExitEmission,
  type ExitStep,
  emitPlan,
  nextRevision,
  type OpenPlan,
  unchanged,
} from './active-plan.ts'
import type { ExitConfig } from './config.ts'
import { direction } from './direction.ts'
import { takeProfitLadder } from './ladder.ts'
import { betterStop, firstAbove, firstBelow, profitPct, stopPrice } from './prices.ts'
import { marginOf } from './quantity.ts'
import { guardPrice, nextTrailPrice } from './watch.ts'

/**
 * Handles one position.update; updates of other plans change nothing. Throws RangeError when a quantity or price of the
 * update is no decimal: such a record is for the dead letters.
 */
export function onPosition(active: ActivePlan | undefined, update: PositionUpdate, config: ExitConfig): ExitStep {
  if (!active || update.plan_id !== active.plan.plan_id) return unchanged(active)
  switch (update.status) {
    case 'OPENED':
    case 'INCREASED':
      return entered(active, update, config)
    case 'REDUCED':
      return reduced(active, update, config)
    case 'CLOSED':
      return [undefined, []]
    case 'UNKNOWN':
      return unchanged(active)
  }
}

function entered(active: ActivePlan, update: PositionUpdate, config: ExitConfig): ExitStep {
  // A plan that is being left gets no new levels: execution closes whatever is open.
  if (active.status === 'OPEN' && active.leaving) return [{ ...active, openQuantity: update.quantity }, []]
  const rebased = rebase(active, update, config)
  const emissions: ExitEmission[] = [emitPlan(rebased.plan)]
  if (active.status === 'OPEN' || !active.closeRequest) return [rebased, emissions]
  const closing = closeRevision(rebased, active.closeRequest, update.event_time)
  return [closing, [...emissions, emitPlan(closing.plan)]]
}

/**
 * Levels, ladder, stop and liquidation price anew from the average entry and all that was entered. The first fill sets
 * the stop freely, as none stood before; a later one only in the position's favour (FORMULAS, While open). Where the
 * tick leaves no price, the old one stands.
 */
function rebase(active: ActivePlan, update: PositionUpdate, config: ExitConfig): OpenPlan {
  const { basis } = active
  const { side, leverage } = active.plan
  const { terms } = basis
  const entry = decimal(update.average_entry)
  const quantity = enteredQuantity(active, update)
  const fresh = stopPrice(side, entry, basis.stopRatio, terms.tickSize) ?? decimal(active.plan.stop_loss)
  const stop = active.status === 'OPEN' ? betterStop(side, decimal(active.plan.stop_loss), fresh) : fresh
  const ladder = takeProfitLadder({ side, entryPrice: entry, quantity, targets: basis.targets, terms })
  const { margin, liquidationPrice } = marginOf(side, entry, quantity, leverage, terms)
  const plan = nextRevision(active.plan, 'REBASE', update.event_time, {
    entry_price: text(entry),
    quantity: text(quantity),
    notional: text(quantity.times(entry)),
    margin: text(margin),
    take_profits: ladder ?? active.plan.take_profits,
    stop_loss: text(stop),
    stop_distance_pct: -profitPct(side, entry, stop),
    liquidation_price: text(liquidationPrice),
  })
  const oneR = text(entry.minus(fresh).abs())
  const bestPrice = entry.toNumber()
  return {
    status: 'OPEN',
    plan,
    basis,
    openQuantity: update.quantity,
    oneR,
    leaving: null,
    watch: {
      sign: direction(side),
      guardPrice: guardPrice(plan, config),
      timeStopAt: update.opened_at + plan.harvest.max_duration_ms,
      trailAtPrice: nextTrailPrice(plan, basis, oneR, config),
      bestPrice: active.status === 'OPEN' ? active.watch.bestPrice : bestPrice,
      trailedAt: active.status === 'OPEN' ? active.watch.trailedAt : null,
    },
  }
}

/** All that was entered so far: what is open, and what was already taken off again. */
function enteredQuantity(active: ActivePlan, update: PositionUpdate): Decimal {
  if (active.status === 'PROPOSED') return decimal(update.quantity)
  return decimal(active.plan.quantity).plus(update.quantity).minus(active.openQuantity)
}

function reduced(active: ActivePlan, update: PositionUpdate, config: ExitConfig): ExitStep {
  if (active.status === 'PROPOSED') return unchanged(active)
  const held: OpenPlan = { ...active, openQuantity: update.quantity }
  const stop = isTakeProfit(update) && !held.leaving ? breakEvenStop(held, update) : undefined
  if (!stop) return [held, []]
  const { basis, oneR, watch } = held
  const plan = nextRevision(held.plan, 'BREAK_EVEN', update.event_time, {
    stop_loss: text(stop),
    stop_distance_pct: -profitPct(held.plan.side, decimal(held.plan.entry_price), stop),
  })
  const trailAtPrice = nextTrailPrice(plan, basis, oneR, config)
  return [{ ...held, plan, watch: { ...watch, trailAtPrice } }, [emitPlan(plan)]]
}

function isTakeProfit({ exit_cause: cause }: PositionUpdate): boolean {
  return cause === 'TP1' || cause === 'TP2' || cause === 'TP3'
}

/**
 * The average entry plus both fees and slippage, rounded away from the entry (towards it, it would not cover them) but
 * kept behind the price of the fill. Undefined when the stop already stands as well.
 */
function breakEvenStop({ plan, basis }: OpenPlan, update: PositionUpdate): Decimal | undefined {
  const { side } = plan
  const { tickSize } = basis.terms
  const exact = decimal(plan.entry_price).times(decimal(basis.costRatio).times(direction(side)).plus(1))
  const fill = decimal(update.fill_price ?? plan.take_profits[0]?.price ?? exact)
  const stop =
    side === 'LONG'
      ? minOf(roundUp(exact, tickSize), firstBelow(fill, tickSize))
      : maxOf(roundDown(exact, tickSize), firstAbove(fill, tickSize))
  return stop.minus(plan.stop_loss).times(direction(side)).gt(0) ? stop : undefined
}
