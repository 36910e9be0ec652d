/** Positions that are still open at the end, valued at the last price. */
import { type Decimal, decimal, text, ZERO } from '../domain/decimal.ts'
import type { PositionSide } from '../records/generated.ts'
import type { Holding } from './position-ledger.ts'

/** A position at the end of the run. Prices and money are in quote units. */
export interface OpenPosition {
  readonly symbol: string
  readonly side: PositionSide
  /** What is still open, base units, decimal. */
  readonly quantity: string
  readonly averageEntry: string
  readonly leverage: number
  /** Margin of the whole entry, decimal. */
  readonly margin: string
  /** Price it is valued at; null where its market never ticked. */
  readonly mark: number | null
  /** Profit if it were closed at the mark, before the fee of doing so, decimal; 0 without a mark. */
  readonly unrealisedPnl: string
  /** unrealisedPnl over margin, fraction. */
  readonly unrealisedRatio: number
  /** Unix ms. */
  readonly openedAt: number
}

/** Money places that a value is rounded to. */
const MONEY_PLACES = 8

/** Values what is still open. */
export function openPositions(
  holdings: readonly Holding[],
  prices: ReadonlyMap<string, number>,
): readonly OpenPosition[] {
  return holdings.map(({ update }) => {
    const mark = prices.get(update.symbol) ?? null
    const unrealised = mark === null ? ZERO : profitAt(mark, update.side, update.quantity, update.average_entry)
    const margin = decimal(update.margin)
    return {
      symbol: update.symbol,
      side: update.side,
      quantity: update.quantity,
      averageEntry: update.average_entry,
      leverage: update.leverage,
      margin: update.margin,
      mark,
      unrealisedPnl: text(unrealised),
      unrealisedRatio: margin.gt(0) ? unrealised.div(margin).toNumber() : 0,
      openedAt: update.opened_at,
    }
  })
}

function profitAt(mark: number, side: PositionSide, quantity: string, averageEntry: string): Decimal {
  if (side === 'UNKNOWN') return ZERO
  const rise = decimal(mark).minus(averageEntry).times(quantity)
  return (side === 'LONG' ? rise : rise.neg()).toDecimalPlaces(MONEY_PLACES)
}
