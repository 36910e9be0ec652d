/** What it costs to enter and leave a position, as a fraction of its notional. */
import { Decimal } from '../decimal.ts'

/**
 * Round-trip cost, fraction of the notional: the taker fee and the slippage, both basis points of one fill, paid on the
 * way in and on the way out (FORMULAS, From plan to quantity, 2).
 */
export function roundTripCostRatio(takerFeeBps: number, slippageBps: number): number {
  return new Decimal(takerFeeBps).plus(slippageBps).times(2).div(10_000).toNumber()
}
