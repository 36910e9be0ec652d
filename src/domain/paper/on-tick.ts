/** A market tick at the paper exchange: funding, expiry, liquidation, then fills from the tick's volume. */
import type { Instrument, MarketTick } from '../../records/generated.ts'
import { type Decimal, decimal, roundDown, ZERO } from '../decimal.ts'
import {
  andThen,
  type BookStep,
  findOrder,
  NOTHING,
  type PaperBook,
  type PaperOrder,
  type PaperStep,
  settled,
} from './book.ts'
import { expireStale, isStale } from './closing.ts'
import type { PaperConfig } from './config.ts'
import { isFundingDue, settleFunding } from './funding.ts'
import { liquidate, nearsLiquidation } from './liquidation.ts'
import { onTime } from './on-time.ts'
import { withLiquidationMark } from './position.ts'
import { markOf } from './pricing.ts'
import { concerns, type Session, workOrder } from './work.ts'

/** Orders that fill earlier at the same tick: stops protect, so they come before what opens or takes profit. */
const RANK: Readonly<Record<PaperOrder['type'], number>> = {
  STOP_MARKET: 0,
  MARKET: 1,
  TAKE_PROFIT_MARKET: 2,
  LIMIT: 3,
}

/** How far the tick went beyond the order's price: the farther, the nearer the price was to where the market came from. */
function beyond({ watchedPrice }: PaperOrder, tick: MarketTick): number {
  return watchedPrice === null ? 0 : Math.abs(tick.price - watchedPrice)
}

/** The orders the tick matters to, in the order they fill; ties keep the order of acceptance. */
function inFillOrder({ orders }: PaperBook, tick: MarketTick, config: PaperConfig): readonly PaperOrder[] {
  return orders
    .filter((order) => concerns(order, tick, config))
    .sort((a, b) => RANK[a.type] - RANK[b.type] || beyond(b, tick) - beyond(a, tick))
}

/** True when the tick could change anything: the whole cost of a tick that does not. */
function isDisturbed(
  book: PaperBook,
  tick: MarketTick,
  nowMs: number,
  terms: Instrument,
  config: PaperConfig,
): boolean {
  const { position, orders } = book
  if (position !== null) {
    if (book.termsTime !== terms.event_time || nearsLiquidation(position, tick)) return true
    if (isFundingDue(book, nowMs)) return true
  }
  for (const order of orders) if (isStale(order, nowMs) || concerns(order, tick, config)) return true
  return false
}

/** Computes the liquidation mark anew when the instrument's brackets may have changed. */
function withTerms(book: PaperBook, terms: Instrument): PaperBook {
  if (book.position === null || book.termsTime === terms.event_time) return book
  return { ...book, termsTime: terms.event_time, position: withLiquidationMark(book.position, terms.brackets) }
}

/** The share of the tick's volume that all fills may take together, whole steps, base units. */
function volumeBudget({ volume }: MarketTick, terms: Instrument, { participationRatio }: PaperConfig): Decimal {
  return volume > 0 ? roundDown(decimal(volume).times(participationRatio), terms.step_size) : ZERO
}

/** Works the orders one after another; each takes from the same volume, and a fill may end those after it. */
function workOrders(book: PaperBook, session: Session): BookStep {
  const { tick, terms, config } = session
  let budget = volumeBudget(tick, terms, config)
  let step: BookStep = [book, NOTHING]
  for (const { clientOrderId } of inFillOrder(book, tick, config)) {
    step = andThen(step, (current) => {
      const order = findOrder(current, clientOrderId)
      if (order === undefined) return [current, NOTHING]
      const worked = workOrder(current, order, budget, session)
      budget = budget.minus(worked.taken)
      return worked.step
    })
  }
  return step
}

/**
 * Takes a tick at stream time `nowMs` (Unix ms, the time of every emission). Only TRADED ticks act, and only on orders
 * placed strictly before the tick. In this order: funding that is due (on the position as it was), entries whose time
 * is over, liquidation, then fills: stops, market orders, take-profits, limits nearest first, all from one share of the
 * tick's volume.
 *
 * A tick that changes nothing returns the identical book and allocates next to nothing: the book keeps no last price,
 * because nothing needs one between ticks. Without an instrument nothing can fill, and only time passes.
 */
export function onTick(
  book: PaperBook | undefined,
  tick: MarketTick,
  nowMs: number,
  terms: Instrument | undefined,
  config: PaperConfig,
): PaperStep {
  if (book === undefined || tick.role !== 'TRADED') return [book, NOTHING]
  if (terms === undefined) return onTime(book, nowMs, terms, config)
  if (!isDisturbed(book, tick, nowMs, terms, config)) return [book, NOTHING]
  const funded = settleFunding(withTerms(book, terms), markOf(tick), nowMs, terms, config)
  const expired = andThen(funded, (current) => expireStale(current, nowMs))
  const liquidated = andThen(expired, (current) => liquidate(current, tick, nowMs, terms, config))
  return settled(andThen(liquidated, (current) => workOrders(current, { tick, nowMs, terms, config })))
}
