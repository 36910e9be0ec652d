/** The bridge as a member of its consumer group: shares the partitions of market.tick with others of the same name. */
import { AiBridge, type BridgeOptions } from '../../connectors/ai-bridge/bridge.ts'
import { type BridgeCounts, BridgeStats } from '../../connectors/ai-bridge/bridge-stats.ts'
import { type EngineGuards, guardedEngine } from '../../connectors/ai-bridge/guarded-engine.ts'
import { BASELINE_CANDLES } from '../../domain/baseline.ts'
import { timeframeMs } from '../../domain/candle.ts'
import { Serde } from '../../records/serde.ts'
import type { StreamError } from '../../runtime/errors.ts'
import { type ClusterOptions, kafkaClient } from '../../runtime/kafka/client/connection.ts'
import { patiently } from '../../runtime/kafka/client/patiently.ts'
import { Membership } from '../../runtime/kafka/group/membership.ts'
import { DEFAULT_GROUP_TIMING } from '../../runtime/kafka/kafka-runtime.ts'
import type { TopicTally } from '../../runtime/kafka/lane/lane-commit.ts'
import { Reader } from '../../runtime/kafka/reading/reader.ts'
import { KafkaSchemas } from '../../runtime/kafka/registry/kafka-schemas.ts'
import { RegistryClient } from '../../runtime/kafka/registry/registry-client.ts'
import { checkPartitions } from '../../runtime/kafka/topics/check-partitions.ts'
import { partitionCounts } from '../../runtime/kafka/topics/topic-admin.ts'
import { plannedTopic } from '../../runtime/kafka/topics/topic-plan.ts'
import { topics } from '../../topics.ts'
import type { BridgeContext } from './bridge-context.ts'
import { BridgeLane, type BridgeLaneStatus } from './bridge-lane.ts'

export interface BridgeMemberOptions
  extends Pick<BridgeOptions, 'timeframe' | 'maxAgeMs' | 'hasFallback' | 'isPlain' | 'onAnswered'> {
  readonly cluster: ClusterOptions
  readonly registryUrl: string
  readonly groupId: string
  readonly engineUrl: string
  readonly guards: EngineGuards
  /** Where a group begins that has committed nothing: at the first tick, or behind the last. */
  readonly isFromBeginning: boolean
  /** Wall clock, Unix time in ms. */
  now(): number
  onError(error: StreamError): void
  /** Told of every transaction, once it is confirmed: what was written, and how long that took, ms. */
  onCommit?(written: readonly TopicTally[], durationMs: number): void
  /** Told when the engine is left alone (true) and when it is trusted again (false). */
  onCircuit(isOpen: boolean): void
}

/** Where the bridge stands. */
export interface BridgeStatus {
  readonly state: 'starting' | 'restoring' | 'running' | 'halted' | 'stopped'
  readonly lanes: readonly BridgeLaneStatus[]
  readonly lag: number
  /** True while the engine is left alone. */
  readonly isCircuitOpen: boolean
  readonly counts: BridgeCounts
}

/** Candles read back at the start: as many as the models look at, and the one that is open. */
const HISTORY_CANDLES = BASELINE_CANDLES + 1

export class BridgeMember {
  private readonly options: BridgeMemberOptions
  private readonly stats = new BridgeStats()
  private readonly engine
  private readonly lanes = new Map<number, BridgeLane>()
  private readonly ending = new Set<Promise<void>>()
  private readonly stopping = new AbortController()
  private membership: Membership | null = null
  private reader: Reader | null = null
  private isJoined = false

  constructor(options: BridgeMemberOptions) {
    this.options = options
    this.engine = guardedEngine(options.engineUrl, options.guards, (isOpen) => options.onCircuit(isOpen))
  }

  /** Joins the group; waits for a cluster or a registry that is away. Throws where topics are missing or wrong. */
  async start(): Promise<void> {
    const { cluster, registryUrl, groupId, timeframe, isFromBeginning, onError } = this.options
    const patience = { onError, signal: this.stopping.signal }
    const needed = [topics.marketTick, topics.aiSignal, topics.deadLetter]
    const names = needed.map(({ name }) => name)
    const counts = await patiently(() => partitionCounts(cluster, names), patience)
    const partitionsOf = (topic: string) => counts.get(topic) ?? 0
    const { topicPrefix = '' } = cluster
    // The bridge keeps no state by partition: any number will do, so only a topic that is missing is refused.
    const found = needed.map((topic) => ({ ...plannedTopic(topic), partitions: partitionsOf(topic.name) }))
    checkPartitions(found, topicPrefix, partitionsOf)
    const schemas = new KafkaSchemas({ client: new RegistryClient({ url: registryUrl }), topicPrefix, ...patience })
    await schemas.register(needed)
    const kafka = kafkaClient(cluster)
    const reader = new Reader({
      kafka,
      topicPrefix,
      topics: [topics.marketTick.name],
      learn: (records) => schemas.learn(records),
      onNewest: () => undefined,
      onArrival: () => this.wake(),
      onError,
    })
    this.reader = reader
    await reader.open()
    const membership = new Membership({
      kafka,
      groupId,
      laneCount: partitionsOf(topics.marketTick.name),
      topics: [topicPrefix + topics.marketTick.name],
      partitionsOf: (lane) => ({ [topicPrefix + topics.marketTick.name]: [lane] }),
      ...DEFAULT_GROUP_TIMING,
      onAssigned: (lanes) => this.assign(context, lanes),
      onError,
    })
    const frameMs = timeframeMs(timeframe)
    const context: BridgeContext = {
      kafka,
      groupId,
      topicPrefix,
      serde: new Serde(schemas),
      reader,
      bridge: new AiBridge({ ...this.options, engine: this.engine, stats: this.stats }),
      stats: this.stats,
      timeframeMs: frameMs,
      historyMs: HISTORY_CANDLES * frameMs,
      isFromBeginning,
      partitionsOf,
      confirmed: () => membership.confirmed(),
      onError,
      onCommit: (written, durationMs) => this.options.onCommit?.(written, durationMs),
    }
    this.membership = membership
    membership.start()
  }

  /** Waits for the answers to what was asked, commits them, leaves the group and closes every connection. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await Promise.all([...[...this.lanes.values()].map((lane) => lane.close(true)), ...this.ending])
    await this.membership?.leave()
    await this.membership?.close()
    await this.reader?.close()
  }

  status(): BridgeStatus {
    const lanes = [...this.lanes.values()].map(({ status }) => status).sort((a, b) => a.lane - b.lane)
    const lag = lanes.reduce((sum, lane) => sum + lane.lag, 0)
    return { state: this.stateOf(lanes), lanes, lag, isCircuitOpen: this.engine.isOpen, counts: this.stats.look() }
  }

  private stateOf(lanes: readonly BridgeLaneStatus[]): BridgeStatus['state'] {
    if (this.stopping.signal.aborted) return 'stopped'
    if (!this.isJoined) return 'starting'
    if (lanes.some(({ state }) => state === 'halted')) return 'halted'
    return lanes.every(({ state }) => state === 'running') ? 'running' : 'restoring'
  }

  private assign(context: BridgeContext, assigned: readonly number[]): void {
    this.isJoined = true
    for (const [number, lane] of this.lanes) {
      if (assigned.includes(number)) continue
      this.lanes.delete(number)
      const ended = lane.close(false).finally(() => this.ending.delete(ended))
      this.ending.add(ended)
    }
    for (const number of assigned) if (!this.lanes.has(number)) this.lanes.set(number, new BridgeLane(context, number))
  }

  private wake(): void {
    for (const lane of this.lanes.values()) lane.wake()
  }
}
