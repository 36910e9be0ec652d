/** What one tick does to one open order: trigger, fill from the tick's volume, honour the time in force. */
import type { Instrument, MarketTick } from '../../records/generated.ts'
import { type Decimal, decimal, minOf, ZERO } from '../decimal.ts'
import { andThen, type BookStep, findOrder, NOTHING, type PaperBook, type PaperOrder, withOrder } from './book.ts'
import { closeOrder } from './closing.ts'
import type { PaperConfig } from './config.ts'
import { fillOrder, type Trade } from './fill.ts'
import { refusesNotional, tradable } from './filters.ts'
import { fillPrice, isResting, reachesLimit, triggers } from './pricing.ts'
import { FOK_NOT_FILLED, GTX_WOULD_TAKE, isRejection, type Rejection } from './rejections.ts'

/** The tick and the terms under which orders are worked. */
export interface Session {
  readonly tick: MarketTick
  readonly nowMs: number
  readonly terms: Instrument
  readonly config: PaperConfig
}

/** A step, and what it took of the tick's volume, base units. */
export interface Worked {
  readonly step: BookStep
  readonly taken: Decimal
}

/** True when the tick could do anything to the order: numbers only, for the per-tick path. */
export function concerns(order: PaperOrder, tick: MarketTick, config: PaperConfig): boolean {
  if (tick.event_time <= order.placedAt) return false
  switch (order.type) {
    case 'MARKET':
      return !order.met || tick.volume > 0
    case 'LIMIT':
      return !order.met || (tick.volume > 0 && reachesLimit(order, tick, config.limitFill))
    case 'STOP_MARKET':
    case 'TAKE_PROFIT_MARKET':
      return order.triggered ? tick.volume > 0 : triggers(order, tick)
  }
}

/** How much the order may still trade: its rest, for reduce-only never more than the position. */
function wanted(order: PaperOrder, book: PaperBook): Decimal {
  const rest = decimal(order.quantity).minus(order.filledQuantity)
  return order.reduceOnly ? minOf(rest, decimal(book.position?.quantity ?? 0)) : rest
}

/** Why a MARKET order fails the filters that need a price; it meets its first one here. */
function refusedAtFirstTick(order: PaperOrder, book: PaperBook, { tick, terms }: Session): Rejection | undefined {
  if (order.type !== 'MARKET' || order.met || order.reduceOnly) return undefined
  const opening = { side: order.side, quantity: decimal(order.quantity), leverage: order.leverage }
  return refusesNotional(opening, decimal(tick.price), book.position, terms)
}

/** What the order could trade at the tick. */
interface Chance {
  /** With volume without end, base units; zero when the price is not there. */
  readonly most: Decimal
  /** With the volume that is left, base units. */
  readonly quantity: Decimal
}

function chanceOf(order: PaperOrder, book: PaperBook, budget: Decimal, { tick, config }: Session): Chance {
  const isFillable = order.type !== 'LIMIT' || reachesLimit(order, tick, config.limitFill)
  const most = isFillable ? wanted(order, book) : ZERO
  return { most, quantity: minOf(most, budget) }
}

/** Ends the order where its instrument, its notional or its time in force does not let it trade; else undefined. */
function endUnfilled(book: PaperBook, order: PaperOrder, chance: Chance, session: Session): BookStep | undefined {
  const { nowMs, terms } = session
  const allowed = tradable(terms, order.reduceOnly)
  if (isRejection(allowed)) return closeOrder(book, order, 'EXPIRED', nowMs, allowed)
  const refused = refusedAtFirstTick(order, book, session)
  if (refused !== undefined) return closeOrder(book, order, 'REJECTED', nowMs, refused)
  const { most, quantity } = chance
  const wouldTake = order.timeInForce === 'GTX' && !isResting(order) && most.gt(0)
  if (wouldTake) return closeOrder(book, order, 'EXPIRED', nowMs, GTX_WOULD_TAKE)
  const isKilled = order.timeInForce === 'FOK' && (most.isZero() || quantity.lt(most))
  return isKilled ? closeOrder(book, order, 'EXPIRED', nowMs, FOK_NOT_FILLED) : undefined
}

/** The rest of an order that does not wait is EXPIRED; any other stays on the book. */
function expireRest(book: PaperBook, { clientOrderId, timeInForce }: PaperOrder, nowMs: number): BookStep {
  const rest = timeInForce === 'IOC' ? findOrder(book, clientOrderId) : undefined
  return rest === undefined ? [book, NOTHING] : closeOrder(book, rest, 'EXPIRED', nowMs)
}

/**
 * Works an order that `concerns` says the tick matters to; `budget` is the volume left for it, base units.
 *
 * A conditional order whose trigger is reached is a market order from then on, at this tick's price already, so a gap
 * fills at the tick and not at the trigger. A LIMIT order that its first tick can fill takes, at the better price;
 * afterwards it rests and makes at its limit. GTX that would take is EXPIRED (-5022), FOK that cannot fill whole is
 * EXPIRED (-5021), the rest of IOC is EXPIRED. Where the instrument is no longer TRADING, entries are EXPIRED; where
 * it takes no orders at all, exits wait.
 */
export function workOrder(book: PaperBook, open: PaperOrder, budget: Decimal, session: Session): Worked {
  const { tick, nowMs, terms, config } = session
  if (open.reduceOnly && isRejection(tradable(terms, true))) return { step: [book, NOTHING], taken: ZERO }
  const chance = chanceOf(open, book, budget, session)
  const ended = endUnfilled(book, open, chance, session)
  if (ended !== undefined) return { step: ended, taken: ZERO }

  const triggered = open.triggered || triggers(open, tick)
  const order = open.met && open.triggered === triggered ? open : { ...open, met: true, triggered }
  const listed = order === open ? book : withOrder(book, order)
  const { quantity } = chance
  if (quantity.lte(0)) return { step: expireRest(listed, order, nowMs), taken: ZERO }
  const trade: Trade = {
    quantity,
    price: fillPrice(open, tick, config.slippageBps, terms.tick_size),
    liquidity: isResting(open) ? 'MAKER' : 'TAKER',
    filledAt: tick.event_time,
  }
  const filled = fillOrder(listed, order, trade, nowMs, terms)
  return { step: andThen(filled, (after) => expireRest(after, order, nowMs)), taken: quantity }
}
