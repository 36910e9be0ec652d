/** Exits by cause: how often each way out was taken, and what it earned. */
import { text, ZERO } from '../domain/decimal.ts'
import type { ExitCause } from '../records/generated.ts'
import type { Exit } from './position-ledger.ts'

/** One way out. */
export interface ExitRow {
  readonly cause: ExitCause
  /** Positions that left this way, in part or in full. */
  readonly positions: number
  /** Fills that left something open. */
  readonly reductions: number
  /** Fills that closed the position. */
  readonly closes: number
  /** What its fills earned, quote units, decimal, net of fees and funding. */
  readonly pnl: string
}

/** The ways out in the order they are told, each take-profit level by itself. */
const CAUSES: readonly ExitCause[] = [
  'TP1',
  'TP2',
  'TP3',
  'STOP_LOSS',
  'BREAK_EVEN',
  'TRAILING_STOP',
  'TIME_STOP',
  'CLOSE_SIGNAL',
  'LIQUIDATION_GUARD',
  'LIQUIDATION',
  'CONTROL',
  'MANUAL',
  'UNKNOWN',
]

/** Told even when they never happened: that a target was never reached is a result. */
const ALWAYS_TOLD: ReadonlySet<ExitCause> = new Set(['TP1', 'TP2', 'TP3', 'STOP_LOSS'])

/** The exits of a run by cause. */
export function exitRows(exits: readonly Exit[]): readonly ExitRow[] {
  return CAUSES.map((cause) =>
    exitRow(
      cause,
      exits.filter((exit) => exit.cause === cause),
    ),
  ).filter(({ cause, positions }) => positions > 0 || ALWAYS_TOLD.has(cause))
}

function exitRow(cause: ExitCause, exits: readonly Exit[]): ExitRow {
  const closes = exits.filter((exit) => exit.closes).length
  return {
    cause,
    positions: new Set(exits.map(({ positionId }) => positionId)).size,
    reductions: exits.length - closes,
    closes,
    pnl: text(exits.reduce((sum, { pnl }) => sum.plus(pnl), ZERO)),
  }
}
