/** The Kafka driver: runs topologies as a member of a consumer group, exactly once. */
import { Serde } from '../../records/serde.ts'
import type { Topology } from '../../topology/topology.ts'
import type { StreamError } from '../errors.ts'
import type { Observer } from '../observer.ts'
import { type ClusterOptions, kafkaClient } from './client/connection.ts'
import { patiently } from './client/patiently.ts'
import { Membership } from './group/membership.ts'
import { EventClock } from './lane/event-clock.ts'
import { Frontier } from './lane/frontier.ts'
import { Lane, type LaneStatus } from './lane/lane.ts'
import type { LaneCommit, LaneProgress } from './lane/lane-commit.ts'
import type { LaneContext, LaneTiming } from './lane/lane-context.ts'
import { taskCount } from './lane/open-tasks.ts'
import { Reader } from './reading/reader.ts'
import { KafkaSchemas } from './registry/kafka-schemas.ts'
import { RegistryClient } from './registry/registry-client.ts'
import { checkPartitions } from './topics/check-partitions.ts'
import { externalNames, lanePartitions, partitionedNames, sourceNames } from './topics/group-topics.ts'
import { partitionCounts } from './topics/topic-admin.ts'
import { jsonDoors, plannedTopics, recordTopics } from './topics/topic-plan.ts'

export interface KafkaRuntimeOptions<C> extends ClusterOptions {
  /** Schema registry with its path, for example `http://127.0.0.1:8080/apis/ccompat/v7`. */
  readonly registryUrl: string
  /** Members with the same group share the work. They must run the same topologies. */
  readonly groupId: string
  readonly topologies: readonly Topology<C>[]
  readonly config: C
  /** Identifies the configuration; goes to the order topics. */
  readonly configDigest: string
  /** Reads values typed as plain JSON, on the topics that have a door for them. Default: no door is open. */
  readonly jsonDoor?: boolean
  readonly timing?: Partial<LaneTiming & GroupTiming>
  /** Told of everything that goes wrong: `retry` errors are being retried, after a `halt` error a person must look. */
  onError?(error: StreamError): void
  /** Told how many inputs a task has just taken; they are not committed yet. */
  onTaken?(count: number): void
  /** Told of every transaction, once it is confirmed. */
  onCommit?(commit: LaneCommit): void
  /** Shown the outputs on their topics, once they are committed. */
  readonly observers?: readonly Observer[]
  /** Told at the end of every rebalance which lanes are this member's now. */
  onAssigned?(lanes: readonly number[]): void
}

/** How fast the group notices a dead member. */
export interface GroupTiming {
  readonly sessionTimeoutMs: number
  readonly heartbeatMs: number
  readonly rebalanceTimeoutMs: number
}

/** Where a member stands. */
export interface KafkaStatus {
  /** `starting`: registry or group not reached yet; `restoring`: a lane is not running yet; `running`: all of them are. */
  readonly state: 'starting' | 'restoring' | 'running' | 'halted' | 'stopped'
  readonly lanes: readonly LaneStatus[]
  /** Records on the source partitions of its lanes that are not taken yet. */
  readonly lag: number
}

export const DEFAULT_GROUP_TIMING: GroupTiming = {
  sessionTimeoutMs: 6_000,
  heartbeatMs: 500,
  rebalanceTimeoutMs: 3_000,
}

const DEFAULT_TIMING: LaneTiming & GroupTiming = {
  ...DEFAULT_GROUP_TIMING,
  idleWaitMs: 50,
  commitEveryMs: 500,
  commitEveryInputs: 20_000,
  groupOffsetsEveryMs: 500,
  transactionTimeoutMs: 10_000,
}

export class KafkaRuntime<C> {
  private readonly options: KafkaRuntimeOptions<C>
  private readonly timing: LaneTiming & GroupTiming
  private readonly stopping = new AbortController()
  private readonly lanes = new Map<number, Lane<C>>()
  private readonly ending = new Map<number, Promise<void>>()
  private reader: Reader | null = null
  private membership: Membership | null = null
  private isJoined = false

  constructor(options: KafkaRuntimeOptions<C>) {
    this.options = options
    this.timing = { ...DEFAULT_TIMING, ...options.timing }
  }

  /**
   * Registers the schemas, checks the topics and joins the group; lanes open as the group assigns them. Waits for a
   * registry or a cluster that is away. Throws where topics are missing or wrong, or a schema is refused.
   */
  async start(): Promise<void> {
    const { topologies, topicPrefix = '', registryUrl, groupId, jsonDoor = false } = this.options
    const kafka = kafkaClient(this.options)
    const plan = plannedTopics(groupId, topologies)
    const patience = { onError: (error: StreamError) => this.options.onError?.(error), signal: this.stopping.signal }
    const names = plan.map(({ name }) => name)
    const counts = await patiently(() => partitionCounts(this.options, names), patience)
    const partitionsOf = (topic: string) => counts.get(topic) ?? 0
    checkPartitions(plan, topicPrefix, partitionsOf)
    const { onError } = patience
    const schemas = new KafkaSchemas({ client: new RegistryClient({ url: registryUrl }), topicPrefix, ...patience })
    await schemas.register(recordTopics(topologies))
    const externalTopics = externalNames(topologies)
    const clock = new EventClock()
    const reader = new Reader({
      kafka,
      topicPrefix,
      topics: sourceNames(topologies),
      learn: (records) => schemas.learn(records),
      onNewest: (topic, timeMs, nowMs) => {
        if (externalTopics.has(topic)) clock.note(timeMs, nowMs)
      },
      onArrival: () => this.wakeLanes(),
      onError,
    })
    this.reader = reader
    await reader.open()
    const laneCount = Math.max(...topologies.map((topology) => taskCount(topology, partitionsOf)))
    const partitionedTopics = partitionedNames(topologies)
    const membership = new Membership({
      kafka,
      groupId,
      laneCount,
      topics: sourceNames(topologies).map((topic) => topicPrefix + topic),
      partitionsOf: lanePartitions(topologies, topicPrefix, partitionedTopics, partitionsOf),
      ...this.timing,
      onAssigned: (lanes) => this.assign(context, lanes),
      onError,
    })
    const context: LaneContext<C> = {
      kafka,
      topicPrefix,
      groupId,
      topologies,
      config: this.options.config,
      configDigest: this.options.configDigest,
      serde: new Serde(schemas, { jsonDoor: jsonDoor ? jsonDoors(topologies) : new Set() }),
      reader,
      timing: this.timing,
      topicNames: plan.map(({ name }) => name),
      readTopics: new Set(sourceNames(topologies)),
      partitionedTopics,
      externalTopics,
      clock,
      partitionsOf,
      frontier: new Frontier(topologies),
      wakeLanes: () => this.wakeLanes(),
      confirmed: () => membership.confirmed(),
      onError,
      onTaken: (count) => this.options.onTaken?.(count),
      onCommit: (commit) => this.tell(commit, context.serde),
    }
    this.membership = membership
    membership.start()
  }

  /** Commits what has been taken, leaves the group and closes every connection. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await Promise.all([...[...this.lanes.values()].map((lane) => lane.close()), ...this.ending.values()])
    await this.membership?.leave()
    await this.membership?.close()
    await this.reader?.close()
  }

  /** Ends as a killed process would: no commit, no abort, no good-bye. For tests. */
  async abandon(): Promise<void> {
    this.stopping.abort()
    await Promise.all([
      this.membership?.close(),
      this.reader?.close(),
      ...[...this.lanes.values()].map((lane) => lane.abandon()),
    ])
  }

  status(): KafkaStatus {
    const lanes = [...this.lanes.values()].map(({ status }) => status).sort((a, b) => a.lane - b.lane)
    return { state: this.stateOf(lanes), lanes, lag: lanes.reduce((sum, { lag }) => sum + lag, 0) }
  }

  /** How far every lane has come, in more detail than `status`: for metrics and watches. */
  progress(): readonly LaneProgress[] {
    return [...this.lanes.values()].map(({ progress }) => progress).sort((a, b) => a.lane - b.lane)
  }

  private tell(commit: LaneCommit, serde: Serde): void {
    const { onCommit, observers = [] } = this.options
    onCommit?.(commit)
    if (observers.length === 0) return
    const outputs = commit.tasks.flatMap((task) => task.outputs)
    for (const { topic, value } of outputs)
      for (const observer of observers) if (observer.topic === topic.name) observer.committed(value, serde)
  }

  private stateOf(lanes: readonly LaneStatus[]): KafkaStatus['state'] {
    if (this.stopping.signal.aborted) return 'stopped'
    if (!this.isJoined) return 'starting'
    if (lanes.some(({ state }) => state === 'halted')) return 'halted'
    return lanes.every(({ state }) => state === 'running') ? 'running' : 'restoring'
  }

  private assign(context: LaneContext<C>, assigned: readonly number[]): void {
    this.isJoined = true
    this.options.onAssigned?.(assigned)
    for (const [number, lane] of this.lanes) {
      if (assigned.includes(number)) continue
      this.lanes.delete(number)
      this.ending.set(
        number,
        lane.close().finally(() => this.ending.delete(number)),
      )
    }
    for (const number of assigned) if (!this.lanes.has(number)) this.lanes.set(number, new Lane(context, number))
  }

  private wakeLanes(): void {
    for (const lane of this.lanes.values()) lane.wake()
  }
}
