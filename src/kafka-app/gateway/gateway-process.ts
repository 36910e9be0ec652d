/** A gateway as a process: the account's journal on Kafka, the exchange, and the steps between them. */

import { LeaseLost } from '../../connectors/gateway/binance/errors.ts'
import type { LeasedClient } from '../../connectors/gateway/binance/leased-client.ts'
import { followUserStream, type LeasedStream } from '../../connectors/gateway/binance/user-stream.ts'
import { Gateway } from '../../connectors/gateway/gateway.ts'
import { Serde } from '../../records/serde.ts'
import { StreamError } from '../../runtime/errors.ts'
import { type ClusterOptions, Connection, kafkaClient } from '../../runtime/kafka/client/connection.ts'
import { patiently } from '../../runtime/kafka/client/patiently.ts'
import { Bell, sleep } from '../../runtime/kafka/client/sleep.ts'
import { Reader } from '../../runtime/kafka/reading/reader.ts'
import { KafkaSchemas } from '../../runtime/kafka/registry/kafka-schemas.ts'
import { RegistryClient } from '../../runtime/kafka/registry/registry-client.ts'
import { checkPartitions } from '../../runtime/kafka/topics/check-partitions.ts'
import { createTopics, partitionCounts } from '../../runtime/kafka/topics/topic-admin.ts'
import { plannedTopic } from '../../runtime/kafka/topics/topic-plan.ts'
import { topics } from '../../topics.ts'
import { type GatewayObserver, gatewayPorts } from './gateway-ports.ts'
import { type GatewayStatus, gatewayStatus } from './gateway-status.ts'
import { booksTopic, KafkaJournal } from './kafka-journal.ts'
import { Lease } from './lease.ts'

export interface GatewayProcessOptions {
  readonly cluster: ClusterOptions
  readonly registryUrl: string
  readonly groupId: string
  readonly account: string
  /** Makes the exchange's client, which signs nothing without a living lease. */
  client(leaseIsAlive: () => boolean): LeasedClient
  /** Makes the exchange's user data stream; without one fills are seen by looking only. */
  stream?(leaseIsAlive: () => boolean): LeasedStream
  /** How long the lease lives after each proof, ms. A new owner waits for it. */
  readonly leaseMs?: number
  readonly reconcileEveryMs?: number
  /** From the first fill a stop is acknowledged within this, or the position is flattened, ms. */
  readonly stopDeadlineMs?: number
  onError(error: StreamError): void
  readonly observer?: GatewayObserver
}

const LEASE_MS = 10_000
const RECV_WINDOW_MS = 2_000
const IDLE_MS = 200
/** Pause between two looks while orders are under way: a stop's deadline may pass meanwhile, ms. */
const BUSY_MS = 50
/** A signed request may arrive until its recvWindow has passed; the exchange takes one stamped this far ahead, ms. */
const CLOCK_MS = 1_000
/** Pause before the user data stream is tried again, ms. */
const LISTEN_AGAIN_MS = 5_000
const NEEDED = [
  topics.orderCommand,
  topics.executionReport,
  topics.accountEvent,
  topics.controlCommand,
  topics.accountState,
  topics.deadLetter,
]

const NOBODY: GatewayObserver = {
  onRequest: () => undefined,
  onRead: () => undefined,
  onAppended: () => undefined,
}

export class GatewayProcess {
  private readonly options: GatewayProcessOptions
  private readonly stopping = new AbortController()
  private readonly bell = new Bell()
  private readonly lease: Lease
  private gateway: Gateway | null = null
  private listening: Promise<void> = Promise.resolve()
  private state: GatewayStatus['state'] = 'starting'

  constructor(options: GatewayProcessOptions) {
    this.options = options
    this.lease = new Lease(options.leaseMs ?? LEASE_MS, Date.now)
  }

  /** Runs until it is stopped. Throws where it cannot go on: fenced by another, the log or the exchange's keys refused. */
  async run(): Promise<void> {
    const { cluster } = this.options
    const kafka = kafkaClient(cluster)
    const connection = new Connection(kafka)
    const reader = await this.prepare(kafka)
    let journal: KafkaJournal | null = null
    let renewing: NodeJS.Timeout | undefined
    try {
      await connection.open([
        ...NEEDED.map(({ name }) => this.named(name)),
        this.named(booksTopic(this.options.groupId)),
      ])
      journal = this.journal(connection, reader)
      const opened = journal
      const client = this.options.client(() => this.lease.isAlive)
      const clock = {
        now: Date.now,
        sleepUntil: (timeMs: number) => this.sleepUntil(timeMs),
      }
      const { account, reconcileEveryMs, stopDeadlineMs, observer = NOBODY } = this.options
      this.gateway = new Gateway({
        account,
        clock,
        ...gatewayPorts(journal, client, RECV_WINDOW_MS, observer),
        ...(reconcileEveryMs === undefined ? {} : { reconcileEveryMs }),
        ...(stopDeadlineMs === undefined ? {} : { stopDeadlineMs }),
        onEnd: () => this.bell.ring(),
      })
      this.state = 'waiting'
      await this.gateway.open()
      this.state = 'running'
      this.listen(this.gateway)
      renewing = setInterval(() => void opened.renew().catch(() => undefined), (this.options.leaseMs ?? LEASE_MS) / 4)
      while (!this.stopping.signal.aborted) {
        if (opened.failure !== null) throw opened.failure
        await this.gateway.step()
        await this.bell.wait(this.gateway.isBusy ? BUSY_MS : IDLE_MS)
      }
      await this.gateway.settled()
      this.state = 'stopped'
    } catch (error) {
      if (error instanceof Stopped && (journal?.failure ?? null) === null) {
        this.state = 'stopped'
        return
      }
      this.state = 'halted'
      throw journal?.failure ?? (error instanceof LeaseLost ? leaseLost(error) : error)
    } finally {
      // What still waits is left where it is, as a crash would leave it.
      this.stopping.abort()
      await Promise.all([this.gateway?.settled(), this.listening])
      clearInterval(renewing)
      journal?.close()
      await reader.close()
      await connection.close()
    }
  }

  /** Ends after the request that is under way; what it was for is looked up at the next start. Nothing is opened and nothing is closed: stops stay at the exchange. */
  stop(): void {
    this.stopping.abort()
    this.bell.ring()
  }

  get status(): GatewayStatus {
    return gatewayStatus(this.state, this.gateway, this.lease)
  }

  private listen(gateway: Gateway): void {
    const stream = this.options.stream?.(() => this.lease.isAlive)
    if (stream === undefined) return
    const { signal } = this.stopping
    const onSymbol = (symbol: string) => {
      gateway.wake(symbol)
      this.bell.ring()
    }
    const onError = (text: string) => this.options.onError(streamLost(text))
    this.listening = followUserStream({ stream, onSymbol, onError, againMs: LISTEN_AGAIN_MS, signal, sleep })
  }

  /** Waiting ends at once where the gateway is stopped: a step may be left anywhere, as a crash would. */
  private async sleepUntil(timeMs: number): Promise<void> {
    await sleep(Math.max(0, timeMs - Date.now()), this.stopping.signal)
    if (this.stopping.signal.aborted) throw new Stopped('stopped while it waited')
  }

  private counts: ReadonlyMap<string, number> = new Map()
  private schemas: KafkaSchemas | null = null

  /** Checks topics, registers schemas, makes the topic of the books where it is missing. */
  private async prepare(kafka: ReturnType<typeof kafkaClient>): Promise<Reader> {
    const { cluster, registryUrl, groupId, onError } = this.options
    const patience = { onError, signal: this.stopping.signal }
    const topicPrefix = cluster.topicPrefix ?? ''
    const names = NEEDED.map(({ name }) => name)
    this.counts = await patiently(() => partitionCounts(cluster, names), patience)
    const found = NEEDED.map((topic) => ({ ...plannedTopic(topic), partitions: this.partitionsOf(topic.name) }))
    checkPartitions(found, topicPrefix, (topic) => this.partitionsOf(topic))
    await createTopics(cluster, [{ name: booksTopic(groupId), partitions: 1, config: { 'cleanup.policy': 'compact' } }])
    const schemas = new KafkaSchemas({ client: new RegistryClient({ url: registryUrl }), topicPrefix, ...patience })
    await schemas.register(NEEDED)
    this.schemas = schemas
    const reader = new Reader({
      kafka,
      topicPrefix,
      topics: [topics.orderCommand, topics.controlCommand, topics.accountState].map(({ name }) => name),
      learn: (records) => schemas.learn(records),
      onNewest: () => undefined,
      onArrival: () => this.bell.ring(),
      onError,
    })
    await reader.open()
    return reader
  }

  private journal(connection: Connection, reader: Reader): KafkaJournal {
    const { account, groupId, cluster, leaseMs = LEASE_MS } = this.options
    const waitMs = leaseMs + RECV_WINDOW_MS + CLOCK_MS
    if (this.schemas === null) throw new RangeError('prepared before')
    return new KafkaJournal({
      account,
      groupId,
      connection,
      reader,
      serde: new Serde(this.schemas),
      topicPrefix: cluster.topicPrefix ?? '',
      lease: this.lease,
      signal: this.stopping.signal,
      now: Date.now,
      partitionsOf: (topic) => this.partitionsOf(topic),
      waitForOthers: () => sleep(waitMs, this.stopping.signal),
    })
  }

  private partitionsOf(topic: string): number {
    return this.counts.get(topic) ?? 0
  }

  private named(topic: string): string {
    return (this.options.cluster.topicPrefix ?? '') + topic
  }
}

/** Thrown out of a wait when the gateway is stopped. */
class Stopped extends Error {
  override readonly name = 'Stopped'
}

function streamLost(text: string): StreamError {
  const what = `the user data stream is away, fills are seen by looking every two seconds until it is back: ${text}`
  return new StreamError('USER_STREAM', 'retry', what)
}

function leaseLost(cause: LeaseLost): StreamError {
  const message =
    "the cluster did not confirm in time that the account is still this gateway's: it ends, start it again"
  return new StreamError('LEASE_LOST', 'retry', message, { cause })
}
