/** What the lanes of a bridge share. */
import type { AiBridge } from '../../connectors/ai-bridge/bridge.ts'
import type { BridgeStats } from '../../connectors/ai-bridge/bridge-stats.ts'
import type { Serde } from '../../records/serde.ts'
import type { StreamError } from '../../runtime/errors.ts'
import type { Connection } from '../../runtime/kafka/client/connection.ts'
import type { TopicTally } from '../../runtime/kafka/lane/lane-commit.ts'
import type { Reader } from '../../runtime/kafka/reading/reader.ts'

/** What the lanes of a bridge share. */
export interface BridgeContext {
  readonly kafka: ConstructorParameters<typeof Connection>[0]
  readonly groupId: string
  readonly topicPrefix: string
  readonly serde: Serde
  readonly reader: Reader
  readonly bridge: AiBridge
  readonly stats: BridgeStats
  readonly timeframeMs: number
  /** Event time of ticks read back at the start, ms. */
  readonly historyMs: number
  readonly isFromBeginning: boolean
  /** Partitions a topic has in the cluster. */
  partitionsOf(topic: string): number
  /** Resolves when the group has confirmed that this member still belongs to it. */
  confirmed(): Promise<void>
  onError(error: StreamError): void
  /** Told of every transaction, once it is confirmed: what was written, and how long that took, ms. */
  onCommit(written: readonly TopicTally[], durationMs: number): void
}
