/** Tells of orders nobody knows the fate of, and when it is known again. */
import type { ExecutionReport } from '../../records/generated.ts'
import { formatCode } from '../../report/format.ts'
import { type Alert, asLine } from '../alert.ts'

/** Orders that are remembered as unknown: the oldest are forgotten. */
const MOST_ORDERS = 1_000

export class OrderRule {
  private readonly unknown = new Set<string>()

  see(report: ExecutionReport): readonly Alert[] {
    const { client_order_id: order, status, account, symbol, event_time: timeMs } = report
    const about = { kind: 'order', timeMs, account, symbol } as const
    const isKnown = status !== 'UNKNOWN'
    if (isKnown === !this.unknown.has(order)) return []
    if (isKnown) {
      this.unknown.delete(order)
      const title = `Order ${order} of ${symbol} is known again: ${formatCode(status)}`
      return [{ ...about, id: `${order} ${status}`, severity: 'info', title, text: '' }]
    }
    this.unknown.add(order)
    if (this.unknown.size > MOST_ORDERS) this.unknown.delete(this.unknown.values().next().value!)
    const title = `Order ${order} of ${symbol}: its fate is UNKNOWN`
    const why = [report.error_code, report.error].filter((part) => part != null).join(' ')
    const text = why === '' ? 'the exchange is being asked' : `${asLine(why)}; the exchange is being asked`
    return [{ ...about, id: `${order} UNKNOWN`, severity: 'critical', title, text }]
  }
}
