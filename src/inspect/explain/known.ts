/** Which figures of the market were measured: in a decision a zero may also stand for what nobody knew. */
import type { Chain } from './chain.ts'

/** A price younger than this takes part in the divergence, ms (FORMULAS, Market enrichment). */
const FRESH_MS = 60_000

export interface Known {
  /** Two markets or more had a fresh price. */
  readonly divergence: boolean
  /** A funding rate of the symbol had been published. */
  readonly funding: boolean
}

/** What an intent says of itself; for a signal that became none, what the topics held before it. */
export function knownOf({
  intents,
  signals,
  ticks,
  funding,
}: Pick<Chain, 'intents' | 'signals' | 'ticks' | 'funding'>): Known {
  const ilf = intents[0]?.value.ilf
  if (ilf !== undefined)
    return { divergence: ilf.divergence_source === 'MEASURED', funding: ilf.funding_source === 'LATEST' }
  const atMs = signals[0]?.value.event_time ?? 0
  const fresh = ticks.filter(({ timestamp }) => atMs - timestamp < FRESH_MS)
  return { divergence: fresh.length > 1, funding: funding !== null }
}

/** How an unknown figure is written. */
export const UNKNOWN = 'unknown'
