/** Since when a position is without a working stop, and the order that flattens it. Pure. */
import { createHash } from 'node:crypto'
import { decimal, text } from '../../domain/decimal.ts'
import type { OrderCommand } from '../../records/generated.ts'
import type { SymbolBook } from './journal.ts'
import type { SymbolKnown, SymbolSnapshot } from './reconcile.ts'

/** A stop that came after its deadline does not count: the position stays to be flattened. */
export function protection(
  before: SymbolBook,
  known: SymbolKnown,
  snapshot: SymbolSnapshot,
  nowMs: number,
  deadlineMs: number,
): Pick<SymbolBook, 'unprotectedSince' | 'stopSince'> {
  const wasFlat = decimal(before.position).isZero()
  if (decimal(known.position).isZero()) {
    return { unprotectedSince: null, stopSince: wasFlat && snapshot.trades.length === 0 ? before.stopSince : null }
  }
  const opened = wasFlat ? (firstTradeTime(snapshot, before) ?? nowMs) : null
  const since = before.unprotectedSince ?? opened
  if (isUnprotected(known)) return { unprotectedSince: since ?? nowMs, stopSince: null }
  const isLate = since !== null && (before.stopSince ?? nowMs) - since > deadlineMs
  return { unprotectedSince: isLate ? since : null, stopSince: before.stopSince ?? nowMs }
}

function isUnprotected({ position, orders }: SymbolKnown): boolean {
  if (decimal(position).isZero()) return false
  return !Object.values(orders).some(({ type, isWorking }) => type === 'STOP_MARKET' && isWorking)
}

function firstTradeTime({ trades }: SymbolSnapshot, { nextTradeId }: SymbolKnown): number | undefined {
  return trades.find(({ id }) => id >= (nextTradeId ?? 0))?.time
}

/** Its id is new for every attempt, because a flattening order may fill in part; reduce-only makes that safe. */
export function flatteningOrder({ symbol, position }: SymbolBook, account: string, nowMs: number): OrderCommand {
  const id = createHash('sha256')
    .update(JSON.stringify([account, symbol, 'FLATTEN', nowMs]))
    .digest('hex')
  return {
    symbol,
    event_time: nowMs,
    // Not of the shape of ours: its fills are booked as a trade beside the plan's orders.
    client_order_id: `F${id.slice(0, 31)}`,
    account,
    plan_id: '',
    signal_id: '',
    leg: 'CLOSE',
    intent: 'PLACE',
    side: decimal(position).gt(0) ? 'SELL' : 'BUY',
    type: 'MARKET',
    quantity: text(decimal(position).abs()),
    reduce_only: true,
    time_in_force: 'GTC',
    margin_mode: 'ISOLATED',
    position_mode: 'ONE_WAY',
    attempt: 0,
  }
}
