/** Types of `oracle.mjs`, for the tests. */
import type { PeerCandle } from './workload.mjs'

export interface PeerSummary {
  readonly intents: number
  readonly ids_sha: string
  readonly content_sha: string
  readonly atr_mean: number
  readonly volatility_mean: number
  readonly regimes: Readonly<Record<string, number>>
}
export function summaryOf(intents: readonly unknown[]): PeerSummary
export function expectedIntents(all: readonly PeerCandle[], repeat?: number): readonly unknown[]
