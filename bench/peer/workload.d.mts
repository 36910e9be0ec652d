/** Types of `workload.mjs`, for the tests. */
export interface PeerCandle {
  readonly t: number
  readonly symbol: string
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}
export interface PeerRecord {
  readonly kind: 'tick' | 'signal'
  readonly value: { readonly symbol: string; readonly event_time: number }
}
export function candles(): readonly PeerCandle[]
export function workload(all: readonly PeerCandle[], repeat?: number): Iterable<PeerRecord>
