/** Liquidation of an isolated position: when the mark asks for it, at what price, and what the clearance costs. */
import type { AccountEvent, Instrument, MarketTick } from '../../records/generated.ts'
import { type Decimal, maxOf, minOf, roundDown, roundUp, text, ZERO } from '../decimal.ts'
import { andThen, type BookStep, NOTHING, type PaperBook, type PaperPosition } from './book.ts'
import { closeEveryOrder } from './closing.ts'
import type { PaperConfig } from './config.ts'
import { bankruptcyPrice, isLiquidatable, unrealizedPnl } from './margin.ts'
import { markOf, slipped } from './pricing.ts'
import { accountEvent } from './reports.ts'

/** Wider than the rounding of a double, so that the cheap test never misses what the exact one would find. */
const SLACK_RATIO = 1e-9

/** True when the mark is at or beyond the remembered liquidation mark: numbers only, for the per-tick path. */
export function nearsLiquidation({ liquidationMark, side, updatedAt }: PaperPosition, tick: MarketTick): boolean {
  if (liquidationMark === null || tick.event_time <= updatedAt) return false
  const mark = markOf(tick)
  return side === 'LONG' ? mark <= liquidationMark * (1 + SLACK_RATIO) : mark >= liquidationMark * (1 - SLACK_RATIO)
}

/**
 * Price of the forced trade: the mark with slippage, but never beyond the bankruptcy price (rounded to the tick on the
 * account's side), because isolated margin is all that can be lost: the insurance fund bears the rest.
 */
function liquidationPrice(position: PaperPosition, mark: number, terms: Instrument, config: PaperConfig): Decimal {
  const bankruptcy = bankruptcyPrice(position)
  return position.side === 'LONG'
    ? maxOf(slipped(mark, 'SELL', config.slippageBps, terms.tick_size), roundUp(bankruptcy, terms.tick_size))
    : minOf(slipped(mark, 'BUY', config.slippageBps, terms.tick_size), roundDown(bankruptcy, terms.tick_size))
}

/** The clearance fee: its ratio of the notional, as far as the margin left after the loss can pay it. */
function clearanceFee(position: PaperPosition, price: Decimal, { liquidationFeeRatio }: PaperConfig): Decimal {
  const left = maxOf(unrealizedPnl(position, price).plus(position.margin), ZERO)
  return minOf(price.times(position.quantity).times(liquidationFeeRatio), left)
}

/**
 * Liquidates the position when margin plus unrealized profit at the mark no longer exceeds the maintenance margin. The
 * engine takes the whole position over at once, whatever the tick's volume; every open order ends with it.
 */
export function liquidate(
  book: PaperBook,
  tick: MarketTick,
  nowMs: number,
  terms: Instrument,
  config: PaperConfig,
): BookStep {
  const { position } = book
  if (position === null || !nearsLiquidation(position, tick)) return [book, NOTHING]
  const mark = markOf(tick)
  if (!isLiquidatable(position, mark, terms.brackets)) return [book, NOTHING]
  const price = liquidationPrice(position, mark, terms, config)
  const event: AccountEvent = {
    account: book.account,
    event_time: nowMs,
    kind: 'LIQUIDATION',
    symbol: book.symbol,
    amount: text(clearanceFee(position, price, config).negated()),
    asset: terms.quote,
    venue_event_id: `${book.account}-LIQUIDATION-${book.symbol}-${tick.event_time}`,
    side: position.side === 'LONG' ? 'SELL' : 'BUY',
    quantity: position.quantity,
    price: text(price),
    detail: `mark ${mark} reached the maintenance margin of the ${position.side} entered at ${position.entryPrice}`,
  }
  const liquidated: BookStep = [{ ...book, position: null }, [accountEvent(event, position.signalId)]]
  return andThen(liquidated, (after) => closeEveryOrder(after, nowMs))
}
