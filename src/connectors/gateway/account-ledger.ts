/** What the exchange has booked on an account beside trades: funding, transfers, corrections, each told once. Pure. */
import { decimal } from '../../domain/decimal.ts'
import type { AccountEvent } from '../../records/generated.ts'

/** One line of the exchange's income history. */
export interface IncomeRow {
  /** As the exchange names it, for example FUNDING_FEE. */
  readonly type: string
  /** Unique among rows of one type. */
  readonly id: string
  readonly symbol: string | null
  readonly amount: string
  readonly asset: string
  /** Unix time in ms. */
  readonly time: number
}

/** How far the history was told; JSON-able. */
export interface LedgerCursor {
  /** Rows from this time on are asked for, Unix time in ms. */
  readonly since: number
  /** Those of them that were told. */
  readonly told: readonly string[]
}

/** Rows may appear this long after the time they carry, ms. */
const LATE_MS = 10 * 60_000
/** Told with the trades themselves. */
const OF_TRADES: ReadonlySet<string> = new Set(['REALIZED_PNL', 'COMMISSION'])

/** A history that begins now: what was booked before is part of the balance that the account starts with. */
export function ledgerFrom(nowMs: number): LedgerCursor {
  return { since: nowMs, told: [] }
}

/** The events of rows that were not told yet, oldest first, and the cursor after them. */
export function tellIncome(
  cursor: LedgerCursor,
  rows: readonly IncomeRow[],
  account: string,
  nowMs: number,
): { readonly events: readonly AccountEvent[]; readonly cursor: LedgerCursor } {
  const told = new Set(cursor.told)
  const events: AccountEvent[] = []
  for (const row of [...rows].sort((a, b) => a.time - b.time)) {
    const id = idOf(row)
    if (row.time < cursor.since || told.has(id)) continue
    told.add(id)
    if (!OF_TRADES.has(row.type)) events.push(eventOf(row, account))
  }
  const since = Math.max(cursor.since, nowMs - LATE_MS)
  const recent = rows.filter(({ time }) => time >= since).map(idOf)
  return { events, cursor: { since, told: [...new Set(recent)].sort() } }
}

function idOf({ type, id }: IncomeRow): string {
  return `${type}:${id}`
}

function eventOf({ type, id, symbol, amount, asset, time }: IncomeRow, account: string): AccountEvent {
  return {
    account,
    event_time: time,
    kind: kindOf(type, amount),
    symbol,
    amount,
    asset,
    venue_event_id: `income:${type}:${id}`,
    detail: type,
  }
}

/** What is neither funding nor a transfer (rebates, insurance, bonuses) still changes the balance. */
function kindOf(type: string, amount: string): AccountEvent['kind'] {
  if (type === 'FUNDING_FEE') return 'FUNDING'
  const isTransfer = /TRANSFER|^COIN_SWAP_(DEPOSIT|WITHDRAW)$/.test(type)
  if (!isTransfer) return 'CORRECTION'
  return decimal(amount).isNegative() ? 'WITHDRAWAL' : 'DEPOSIT'
}
