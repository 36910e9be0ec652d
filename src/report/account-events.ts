/** What happened to the account beside its orders: funding, money moved in and out, liquidations. */

import { type Decimal, decimal, ZERO } from '../domain/decimal.ts'
import { type ExecutionConfig, isBooked } from '../domain/execution/config.ts'
import type { AccountEvent } from '../records/generated.ts'

/** Money is in quote units; an event in an asset that is not booked counts as nothing, as execution books it. */
export interface AccountEvents {
  /** Deposits, withdrawals and corrections. */
  readonly transfers: Decimal
  /** Funding paid; negative was received. */
  readonly funding: Decimal
  readonly liquidations: number
}

/** Folds the events of one account; a repeated venue_event_id counts once. */
export function accountEvents(events: Iterable<AccountEvent>, execution: ExecutionConfig): AccountEvents {
  const seen = new Set<string>()
  let [transfers, funding, liquidations] = [ZERO, ZERO, 0]
  for (const event of events) {
    if (seen.has(event.venue_event_id)) continue
    seen.add(event.venue_event_id)
    const amount = isBooked(event.asset, execution) ? decimal(event.amount) : ZERO
    switch (event.kind) {
      case 'FUNDING':
        funding = funding.minus(amount)
        break
      case 'DEPOSIT':
      case 'WITHDRAWAL':
      case 'CORRECTION':
        transfers = transfers.plus(amount)
        break
      case 'LIQUIDATION':
        liquidations += 1
        break
      case 'MANUAL_TRADE':
      case 'UNKNOWN':
    }
  }
  return { transfers, funding, liquidations }
}
