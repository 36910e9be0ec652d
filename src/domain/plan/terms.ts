/** The terms of an instrument that a plan is made with, checked once, small enough to be kept while it is open. */
import type { Bracket, Instrument } from '../../records/generated.ts'
import { type Decimal, decimal } from '../decimal.ts'

/** Checked terms. Decimal strings are positive; the brackets are not empty. */
export interface InstrumentTerms {
  /** Smallest price step, quote units. */
  readonly tickSize: string
  /** Smallest quantity step, base units. */
  readonly stepSize: string
  /** Smallest order quantity, base units. */
  readonly minQuantity: string
  /** Smallest order notional, quote units. */
  readonly minNotional: string
  readonly maxLeverage: number
  /** Smallest notional first. */
  readonly brackets: readonly Bracket[]
  readonly takerFeeBps: number
}

/** The decimal that `value` spells when it is a finite one, else undefined. */
export function readDecimal(value: string | number): Decimal | undefined {
  try {
    return decimal(value)
  } catch {
    return undefined
  }
}

/** The decimal that `value` spells when it is above zero, else undefined. */
export function readPositive(value: string | number): Decimal | undefined {
  const result = readDecimal(value)
  return result?.gt(0) ? result : undefined
}

/** The terms of an instrument, or undefined where one of them is unusable: no positive step, no sound bracket. */
export function readTerms(instrument: Instrument): InstrumentTerms | undefined {
  const { tick_size: tickSize, step_size: stepSize, min_quantity: minQuantity, min_notional: minNotional } = instrument
  if (!readPositive(tickSize) || !readPositive(stepSize)) return undefined
  if (!isAmount(minQuantity) || !isAmount(minNotional)) return undefined
  if (!isFraction(instrument.taker_fee_bps / 10_000) || !areSound(instrument.brackets)) return undefined
  return {
    tickSize,
    stepSize,
    minQuantity,
    minNotional,
    maxLeverage: instrument.max_leverage,
    brackets: instrument.brackets,
    takerFeeBps: instrument.taker_fee_bps,
  }
}

function isAmount(value: string): boolean {
  return readDecimal(value)?.gte(0) ?? false
}

function isFraction(value: number): boolean {
  return value >= 0 && value < 0.5
}

/**
 * Caps and maintenance ratios must rise and the leverage must not: else neither the cumulative maintenance amounts nor
 * the search for the largest leverage means anything.
 */
function areSound(brackets: readonly Bracket[]): boolean {
  let cap = decimal(0)
  let ratio = 0
  let leverage = Number.MAX_SAFE_INTEGER
  for (const bracket of brackets) {
    const nextCap = readPositive(bracket.notional_cap)
    const { maintenance_ratio: nextRatio, max_leverage: nextLeverage } = bracket
    if (!nextCap?.gt(cap)) return false
    if (!(nextRatio >= ratio && nextRatio <= 0.5)) return false
    if (!(nextLeverage >= 1 && nextLeverage <= leverage)) return false
    cap = nextCap
    ratio = nextRatio
    leverage = nextLeverage
  }
  return brackets.length > 0
}
