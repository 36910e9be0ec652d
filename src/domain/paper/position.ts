/** How a fill changes an isolated position: opens, adds to, reduces, closes or flips it. */
import type { Bracket } from '../../records/generated.ts'
import { type Decimal, decimal, text } from '../decimal.ts'
import type { PaperPosition } from './book.ts'
import { reduces } from './filters.ts'
import { liquidationMark } from './margin.ts'
import { QUOTIENT_DIGITS } from './reports.ts'

/** A fill as the position sees it. */
export interface PositionFill {
  readonly side: 'BUY' | 'SELL'
  /** Base units, above zero. */
  readonly quantity: Decimal
  /** Quote units. */
  readonly price: Decimal
  /** Divides the notional of an opening fill into its margin. */
  readonly leverage: number
  /** Tick time, Unix ms. */
  readonly filledAt: number
  readonly signalId: string
}

/** The position with its liquidation mark computed anew: after a fill, funding, or a change of the brackets. */
export function withLiquidationMark(position: PaperPosition, brackets: readonly Bracket[]): PaperPosition {
  return { ...position, liquidationMark: liquidationMark(position, brackets)?.toNumber() ?? null }
}

const quotient = (value: Decimal): string => text(value.toSignificantDigits(QUOTIENT_DIGITS))

function opened({ side, quantity, price, leverage, filledAt, signalId }: PositionFill): PaperPosition {
  return {
    side: side === 'BUY' ? 'LONG' : 'SHORT',
    quantity: text(quantity),
    entryPrice: text(price),
    margin: quotient(quantity.times(price).div(leverage)),
    leverage,
    fundedThrough: filledAt,
    updatedAt: filledAt,
    signalId,
    liquidationMark: null,
  }
}

function added(position: PaperPosition, { quantity, price, leverage, filledAt }: PositionFill): PaperPosition {
  const total = quantity.plus(position.quantity)
  const notional = quantity.times(price)
  return {
    ...position,
    quantity: text(total),
    entryPrice: quotient(decimal(position.entryPrice).times(position.quantity).plus(notional).div(total)),
    margin: quotient(notional.div(leverage).plus(position.margin)),
    leverage,
    updatedAt: filledAt,
  }
}

function reduced(position: PaperPosition, fill: PositionFill): PaperPosition | null {
  const left = decimal(position.quantity).minus(fill.quantity)
  if (left.isZero()) return null
  if (left.lt(0)) return opened({ ...fill, quantity: left.negated() })
  return {
    ...position,
    quantity: text(left),
    margin: quotient(left.times(position.margin).div(position.quantity)),
    updatedAt: fill.filledAt,
  }
}

/**
 * The position after a fill, null when it is closed. Average entry over the opening fills; a reduction leaves the entry
 * price and releases margin in proportion; a fill beyond the position opens the rest on the other side.
 */
export function applyFill(
  position: PaperPosition | null,
  fill: PositionFill,
  brackets: readonly Bracket[],
): PaperPosition | null {
  if (position === null) return withLiquidationMark(opened(fill), brackets)
  const after = reduces(fill.side, position) ? reduced(position, fill) : added(position, fill)
  return after === null ? null : withLiquidationMark(after, brackets)
}
