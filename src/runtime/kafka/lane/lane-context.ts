/** What all lanes of a process share. */
import type { Kafka } from 'kafkajs'
import type { Serde } from '../../../records/serde.ts'
import type { Topology } from '../../../topology/topology.ts'
import type { StreamError } from '../../errors.ts'
import type { Reader } from '../reading/reader.ts'
import type { EventClock } from './event-clock.ts'
import type { Frontier } from './frontier.ts'
import type { LaneCommit } from './lane-commit.ts'

/** When a lane commits, and how long it waits. */
export interface LaneTiming {
  /** How long a record waits for sources that are at their end, ms. */
  readonly idleWaitMs: number
  /** Commits at the latest after this long, ms; at once where there is an output. */
  readonly commitEveryMs: number
  /** Commits at the latest after so many inputs; also the most a lane takes while a commit is under way. */
  readonly commitEveryInputs: number
  /** How often the group's offsets are committed for the console tools, ms; restarts go by the changelog. */
  readonly groupOffsetsEveryMs: number
  readonly transactionTimeoutMs: number
}

export interface LaneContext<C> {
  readonly kafka: Kafka
  readonly groupId: string
  readonly topicPrefix: string
  readonly topologies: readonly Topology<C>[]
  readonly config: C
  readonly configDigest: string
  readonly serde: Serde
  readonly reader: Reader
  readonly frontier: Frontier
  readonly clock: EventClock
  readonly timing: LaneTiming
  /** Every topic that is read or written. */
  readonly topicNames: readonly string[]
  /** Topics some task of the group reads. */
  readonly readTopics: ReadonlySet<string>
  /** Topics that partitioned tasks read their own partition of. */
  readonly partitionedTopics: ReadonlySet<string>
  /** Topics that are read and that no task of the group writes. */
  readonly externalTopics: ReadonlySet<string>
  /** Partitions a topic has in the cluster. */
  partitionsOf(topic: string): number
  /** Resolves when the group has confirmed that this member still belongs to it. */
  confirmed(): Promise<void>
  /** Lets every lane look again whether it may go on. */
  wakeLanes(): void
  onError(error: StreamError): void
  /** Told how many inputs a task has just taken. */
  onTaken(count: number): void
  /** Told of every commit, once it is confirmed. */
  onCommit(commit: LaneCommit): void
}
