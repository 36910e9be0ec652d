/** Types of `topology.mjs`, for the tests. */
import type { Topic, Topology } from 'ilf-streams'

export interface PeerTick {
  readonly symbol: string
  readonly event_time: number
  readonly price: number
}
export interface PeerSignal {
  readonly symbol: string
  readonly event_time: number
  readonly signal_id: string
}
export interface PeerIntent extends PeerSignal {
  readonly intent_id: string
}
export interface PeerTopics {
  readonly tick: Topic<PeerTick>
  readonly signal: Topic<PeerSignal>
  readonly intent: Topic<PeerIntent>
}
export function peerTopics(names?: Partial<Record<'ticks' | 'signals' | 'intents', string>>): PeerTopics
export function peerJoin(topics: PeerTopics): Topology<object>
