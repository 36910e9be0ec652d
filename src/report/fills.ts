/** Fills, by whether they took liquidity (market and triggered orders) or made it (resting limit orders). */

import { type Decimal, decimal, text, ZERO } from '../domain/decimal.ts'
import { type ExecutionConfig, isBooked } from '../domain/execution/config.ts'
import type { ExecutionReport } from '../records/generated.ts'

/** Fills of one kind; money in quote units, decimal. */
export interface FillRow {
  readonly fills: number
  readonly notional: string
  readonly fees: string
}

export interface FillSection {
  readonly fills: number
  readonly taker: FillRow
  readonly maker: FillRow
  /** Fills that do not say. */
  readonly unknown: FillRow
  /** Fees the exchange took in other assets, by asset, decimal: the balance in the quote asset does not carry them. */
  readonly otherFees: Readonly<Record<string, string>>
}

type Kind = 'taker' | 'maker' | 'unknown'

/** Adds up fills as reports come; a trade that is reported again counts once. */
export class FillTotals {
  private readonly execution: ExecutionConfig
  private readonly seen = new Set<string>()
  private readonly totals: Record<Kind, { fills: number; notional: Decimal; fees: Decimal }> = {
    taker: { fills: 0, notional: ZERO, fees: ZERO },
    maker: { fills: 0, notional: ZERO, fees: ZERO },
    unknown: { fills: 0, notional: ZERO, fees: ZERO },
  }

  private readonly otherFees = new Map<string, Decimal>()

  /** @param execution says which assets are booked to the account */
  constructor(execution: ExecutionConfig) {
    this.execution = execution
  }

  add(report: ExecutionReport): void {
    const { symbol, trade_id, last_quantity, last_price, fee, fee_asset, liquidity } = report
    if (trade_id == null || last_quantity == null || last_price == null) return
    const id = `${symbol} ${trade_id}`
    if (this.seen.has(id)) return
    this.seen.add(id)
    const total = this.totals[liquidity === 'MAKER' ? 'maker' : liquidity === 'TAKER' ? 'taker' : 'unknown']
    total.fills += 1
    total.notional = total.notional.plus(decimal(last_quantity).times(last_price))
    const asset = fee_asset ?? this.execution.quote
    if (fee == null || decimal(fee).isZero()) return
    if (isBooked(asset, this.execution)) total.fees = total.fees.plus(fee)
    else this.otherFees.set(asset, (this.otherFees.get(asset) ?? ZERO).plus(fee))
  }

  section(): FillSection {
    const row = (kind: Kind): FillRow => {
      const { fills, notional, fees } = this.totals[kind]
      return { fills, notional: text(notional), fees: text(fees) }
    }
    const otherFees = Object.fromEntries([...this.otherFees].map(([asset, fees]) => [asset, text(fees)]))
    return { fills: this.seen.size, taker: row('taker'), maker: row('maker'), unknown: row('unknown'), otherFees }
  }
}
