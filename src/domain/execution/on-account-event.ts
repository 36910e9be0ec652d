/** account.event: what happened to the account at the exchange beside our orders, each event booked once. */
import type { AccountEvent } from '../../records/generated.ts'
import { type Decimal, decimal, ZERO } from '../decimal.ts'
import { type AccountBook, halted, remembered, withBalanceChange, withTransfer } from './account-book.ts'
import { bookExit, bookFunding, exitPnl } from './booking.ts'
import { type ExecutionConfig, isBooked } from './config.ts'
import { isPositive } from './figures.ts'
import { exitSide, type Position } from './position.ts'
import { settle } from './settle.ts'
import { beginTurn, type Decided, decided, unchanged, type View } from './turn.ts'

/**
 * Books an event by its venue_event_id. `view.position` is the position of the event's symbol, if any.
 *
 * FUNDING goes to balance and position; DEPOSIT, WITHDRAWAL and CORRECTION to the balance. LIQUIDATION and a
 * MANUAL_TRADE against the position reduce or close it. A trade that opens something foreign, one without figures, and
 * an UNKNOWN kind halt the account. An amount in another asset does not touch the quote balance.
 * @throws RangeError when a figure is no number; the record belongs in the dead letters.
 */
export function onAccountEvent(view: View, event: AccountEvent, nowMs: number, config: ExecutionConfig): Decided {
  const { account, position } = view
  if (event.account !== account.account || account.venueEventIds.includes(event.venue_event_id)) return unchanged(view)
  const venueEventIds = remembered(account.venueEventIds, event.venue_event_id, config.rememberedVenueEvents)
  const concerned = isConcerned(position, event) ? position : undefined
  const seen: Seen = { account: { ...account, venueEventIds }, position: concerned }
  const amount = isBooked(event.asset, config) ? decimal(event.amount) : ZERO
  const after = apply(seen, event, amount, nowMs, config)
  const rest = concerned === undefined ? { ...after, position } : after
  return decided(account, rest, concerned?.plan.signalId ?? null, nowMs)
}

/** The account that has seen the event, and the open position it concerns. */
interface Seen {
  readonly account: AccountBook
  readonly position: Position | undefined
}

function isConcerned(position: Position | undefined, event: AccountEvent): boolean {
  return position !== undefined && position.symbol === event.symbol && position.openedAt !== null
}

function apply(seen: Seen, event: AccountEvent, amount: Decimal, nowMs: number, config: ExecutionConfig): Decided {
  const { account, position } = seen
  switch (event.kind) {
    case 'FUNDING': {
      const paid = withBalanceChange(account, amount)
      if (position === undefined) return { account: paid, position, emissions: [] }
      return bookFunding(beginTurn(paid, position), amount)
    }
    case 'DEPOSIT':
    case 'WITHDRAWAL':
    case 'CORRECTION':
      return { account: withTransfer(account, amount), position, emissions: [] }
    case 'LIQUIDATION':
    case 'MANUAL_TRADE':
      return trade(seen, event, event.kind, amount, nowMs, config)
    case 'UNKNOWN':
      return { account: halted(account, 'UNKNOWN_ACCOUNT_EVENT'), position, emissions: [] }
  }
}

/** A trade that was not ours. Of a liquidation the amount is the fee alone, else the whole change of the balance. */
function trade(
  { account, position }: Seen,
  event: AccountEvent,
  kind: 'LIQUIDATION' | 'MANUAL_TRADE',
  amount: Decimal,
  nowMs: number,
  config: ExecutionConfig,
): Decided {
  const liquidation = kind === 'LIQUIDATION'
  const halt = (reason: string): Decided => {
    return { account: halted(withBalanceChange(account, amount), reason), position, emissions: [] }
  }
  const reduces = liquidation || (position !== undefined && event.side === exitSide(position.plan.side))
  if (position === undefined || !reduces || !isPositive(position.open.quantity)) return halt('FOREIGN_POSITION')
  const volume = event.quantity ?? (liquidation ? position.open.quantity : null)
  if (volume === null || event.price == null) return halt(`${kind}_WITHOUT_FIGURES`)

  const [quantity, price] = [decimal(volume), decimal(event.price)]
  const fee = liquidation ? amount.neg() : exitPnl(position, quantity, price).minus(amount)
  const fill = { quantity, price, fee }
  const booked = bookExit(beginTurn(account, position), fill, liquidation ? 'LIQUIDATION' : 'MANUAL', undefined)
  return settle(booked, fill, nowMs, config)
}
