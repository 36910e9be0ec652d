/** Positions out of position.update: what each one earned, and which exit earned it. */
import { type Decimal, decimal, text, ZERO } from '../domain/decimal.ts'
import type { ExitCause, PositionSide, PositionUpdate } from '../records/generated.ts'

/** A closed position. Money is in quote units, decimal, net of fees and funding where not said otherwise. */
export interface Trade {
  readonly positionId: string
  readonly symbol: string
  readonly side: PositionSide
  readonly leverage: number
  /** Margin of the whole entry. */
  readonly margin: string
  readonly pnl: string
  /** pnl over margin, fraction. */
  readonly pnlRatio: number
  readonly fees: string
  /** Funding paid; negative was received. */
  readonly funding: string
  /** What closed the last of it. */
  readonly cause: ExitCause
  readonly openedAt: number
  readonly closedAt: number
}

/** One fill that reduced or closed a position. */
export interface Exit {
  readonly positionId: string
  readonly cause: ExitCause
  /** True when nothing was left after it. */
  readonly closes: boolean
  /** Its share of the result, quote units, net: the exits of a closed position add up to its pnl. */
  readonly pnl: Decimal
}

/** A position that is still open, as its last update left it. */
export interface Holding {
  readonly update: PositionUpdate
  /** Profit of its exits so far before fees and funding, quote units. */
  readonly grossPnl: Decimal
}

/** Every position of a run. */
export interface PositionLedger {
  /** In the order they were closed. */
  readonly trades: readonly Trade[]
  readonly exits: readonly Exit[]
  /** By symbol. */
  readonly holdings: readonly Holding[]
}

/** Money places that a share of the entry fees is rounded to; the last exit takes the rest. */
const MONEY_PLACES = 8

/** A position between two of its updates. */
interface Running extends Holding {
  /** Entry fees that no exit has carried yet, quote units. */
  readonly entryFees: Decimal
}

/**
 * Folds the updates of one account, in their order. An exit earns its gross profit minus its own fee, the funding since
 * the update before, and the share of the entry fees that belongs to the quantity it takes away.
 */
export function positionLedger(updates: Iterable<PositionUpdate>): PositionLedger {
  const running = new Map<string, Running>()
  const trades: Trade[] = []
  const exits: Exit[] = []
  for (const update of updates) {
    const known = running.get(update.position_id)
    const [exit, next] = step(known, update)
    if (exit !== null) exits.push(exit)
    if (update.status === 'CLOSED') {
      running.delete(update.position_id)
      trades.push(tradeOf(update))
    } else if (update.status !== 'UNKNOWN') running.set(update.position_id, next)
  }
  const holdings = [...running.values()].map(({ update, grossPnl }) => ({ update, grossPnl }))
  return { trades, exits, holdings: holdings.sort((a, b) => (a.update.symbol < b.update.symbol ? -1 : 1)) }
}

function step(known: Running | undefined, update: PositionUpdate): [Exit | null, Running] {
  const before = known?.update
  const fee = decimal(update.fees).minus(before?.fees ?? 0)
  const grossBefore = known?.grossPnl ?? ZERO
  const feesBefore = known?.entryFees ?? ZERO
  if (update.status !== 'REDUCED' && update.status !== 'CLOSED') {
    return [null, { update, grossPnl: grossBefore, entryFees: feesBefore.plus(fee) }]
  }
  const grossPnl = decimal(update.realized_pnl ?? 0)
    .plus(update.fees)
    .plus(update.funding_paid)
  const entryFee = entryFeeOf(feesBefore, before, update)
  const funding = decimal(update.funding_paid).minus(before?.funding_paid ?? 0)
  const pnl = grossPnl.minus(grossBefore).minus(fee).minus(funding).minus(entryFee)
  const cause = update.exit_cause ?? 'UNKNOWN'
  const exit = { positionId: update.position_id, cause, closes: update.status === 'CLOSED', pnl }
  return [exit, { update, grossPnl, entryFees: feesBefore.minus(entryFee) }]
}

/** The share of the entry fees that the quantity of an exit carries. */
function entryFeeOf(fees: Decimal, before: PositionUpdate | undefined, update: PositionUpdate): Decimal {
  if (update.status === 'CLOSED' || before === undefined) return fees
  const open = decimal(before.quantity)
  if (!open.gt(0)) return fees
  return fees.times(open.minus(update.quantity)).div(open).toDecimalPlaces(MONEY_PLACES)
}

function tradeOf(update: PositionUpdate): Trade {
  return {
    positionId: update.position_id,
    symbol: update.symbol,
    side: update.side,
    leverage: update.leverage,
    margin: update.margin,
    pnl: text(update.realized_pnl ?? 0),
    pnlRatio: update.pnl_ratio ?? 0,
    fees: update.fees,
    funding: update.funding_paid,
    cause: update.exit_cause ?? 'UNKNOWN',
    openedAt: update.opened_at,
    closedAt: update.event_time,
  }
}
