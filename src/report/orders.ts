/** Orders: what was commanded and what became of it. */
import type { ExecutionConfig } from '../domain/execution/config.ts'
import type { ExecutionReport, OrderCommand, OrderStatus } from '../records/generated.ts'
import { type FillSection, FillTotals } from './fills.ts'
import { type Counts, Tally } from './tally.ts'

export interface OrderSection {
  /** Orders that were placed or that replaced another. */
  readonly orders: number
  /** By the last status the exchange reported; NO_REPORT where it never did. They add up to `orders`. */
  readonly byStatus: Counts
  /** By type, for example LIMIT. */
  readonly byType: Counts
  /** Commands to cancel, and how many of them the exchange rejected because there was nothing left to cancel. */
  readonly cancels: { readonly commands: number; readonly rejected: number }
  /** Error codes of orders and cancels. */
  readonly errors: Counts
  readonly fills: FillSection
}

/**
 * Folds the commands and reports of one account.
 *
 * @param execution says which assets are booked to the account
 */
export function orderSection(
  commands: Iterable<OrderCommand>,
  reports: Iterable<ExecutionReport>,
  execution: ExecutionConfig,
): OrderSection {
  const orders = new Map<string, OrderStatus | 'NO_REPORT'>()
  const cancels = new Set<string>()
  const [byType, errors] = [new Tally<string>(), new Tally<string>()]
  for (const { client_order_id: id, intent, type } of commands) {
    if (intent === 'CANCEL') cancels.add(id)
    else if (!orders.has(id)) {
      orders.set(id, 'NO_REPORT')
      byType.add(type)
    }
  }
  const fills = new FillTotals(execution)
  let rejected = 0
  for (const report of reports) {
    fills.add(report)
    if (report.error_code != null) errors.add(report.error_code)
    if (orders.has(report.client_order_id)) orders.set(report.client_order_id, report.status)
    else if (cancels.has(report.client_order_id) && report.status === 'REJECTED') rejected += 1
  }
  const byStatus = new Tally<string>()
  for (const status of orders.values()) byStatus.add(status)
  return {
    orders: orders.size,
    byStatus: byStatus.counts(),
    byType: byType.counts(),
    cancels: { commands: cancels.size, rejected },
    errors: errors.counts(),
    fills: fills.section(),
  }
}
