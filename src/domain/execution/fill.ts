/** Fills out of reports: each trade is counted once, whatever the order and however often it is reported. */
import type { ExecutionReport } from '../../records/generated.ts'
import { type Decimal, decimal, maxOf, text, ZERO } from '../decimal.ts'
import { type ExecutionConfig, isBooked } from './config.ts'
import { isPositive, withTrade } from './figures.ts'
import type { Order } from './order.ts'

/** One fill to book. */
export interface Fill {
  /** Base units. */
  readonly quantity: Decimal
  /** Quote units. */
  readonly price: Decimal
  /** Quote units; negative is a rebate. */
  readonly fee: Decimal
}

/**
 * The order with what the report adds, and the fill to book, if any.
 *
 * A report with a trade id is that trade. One without, naming more than is booked (the answer to a question about an
 * order whose reports were lost), is booked as the difference; trades it covers are not booked again when they come.
 * Fees in an asset that is not booked to the balance count as zero.
 * @throws RangeError when a fill has no positive price or a figure is no number.
 */
export function foldFill(
  order: Order,
  report: ExecutionReport,
  config: ExecutionConfig,
): { readonly order: Order; readonly fill: Fill | undefined } {
  const reported = text(maxOf(decimal(order.reported), decimal(report.filled_quantity)))
  const known = reported === order.reported ? order : { ...order, reported }
  const fee = report.fee != null && isBooked(report.fee_asset ?? config.quote, config) ? decimal(report.fee) : ZERO
  const trade = tradeOf(report)
  if (trade === undefined) return foldSummary(known, report, fee)
  if (known.tradeIds.includes(trade.id)) return { order: known, fill: undefined }
  const seen = { ...known, tradeIds: [...known.tradeIds, trade.id] }
  if (isCovered(known, report)) return { order: seen, fill: undefined }
  return booked(seen, { quantity: trade.quantity, price: trade.price, fee })
}

function foldSummary(order: Order, report: ExecutionReport, fee: Decimal) {
  const quantity = decimal(report.filled_quantity).minus(order.filled.quantity)
  if (report.average_price == null || !quantity.gt(0)) return { order, fill: undefined }
  const average = decimal(report.average_price)
  const missing = average.times(report.filled_quantity).minus(order.filled.value).div(quantity)
  // A rounded average can make the difference absurd; the average itself never is.
  const price = missing.gt(0) ? missing : average
  return booked({ ...order, summarised: report.filled_quantity }, { quantity, price, fee })
}

function booked(order: Order, fill: Fill) {
  if (!fill.price.gt(0)) throw new RangeError(`fill of ${order.clientOrderId} has no positive price: ${fill.price}`)
  const filled = withTrade(order.filled, fill.quantity, fill.price)
  return { order: { ...order, filled, reported: text(maxOf(decimal(order.reported), decimal(filled.quantity))) }, fill }
}

function isCovered(order: Order, report: ExecutionReport): boolean {
  return isPositive(order.summarised) && decimal(report.filled_quantity).lte(order.summarised)
}

function tradeOf({ trade_id: id, last_quantity, last_price }: ExecutionReport) {
  if (id == null || last_quantity == null || last_price == null || !isPositive(last_quantity)) return undefined
  return { id, quantity: decimal(last_quantity), price: decimal(last_price) }
}
