/** Opens connections to the cluster through kafkajs's inner client, one set for each thing that may block. */

import type { ConnectionOptions } from 'node:tls'
import { Kafka, logLevel, type SASLOptions } from 'kafkajs'
import { StreamError } from '../../errors.ts'
import type { WireBroker, WireCall, WireCluster } from './wire-api.ts'

/** How to reach a cluster. Secrets stay in here: nothing of it is ever logged or put into an error. */
export interface ClusterOptions {
  readonly brokers: readonly string[]
  readonly clientId?: string
  readonly ssl?: boolean | ConnectionOptions
  readonly sasl?: SASLOptions
  /** Put in front of every topic name, so that several installations share a cluster. Default: nothing. */
  readonly topicPrefix?: string
}

/** The coordinator types of FindCoordinator. */
const COORDINATOR = { group: 0, transaction: 1 } as const

export type CoordinatorKind = keyof typeof COORDINATOR

/** The kafkajs client of a cluster, silent: what matters reaches the driver as an error. */
export function kafkaClient({ brokers, clientId = 'ilf-streams', ssl, sasl }: ClusterOptions): Kafka {
  return new Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 50, retries: 5, maxRetryTime: 2_000 },
    logLevel: logLevel.NOTHING,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
  })
}

/**
 * A set of connections, one to each broker that is asked. A broker answers the requests of one connection one after
 * the other, so whatever may wait there (a join, a fetch, a transaction) gets a set of its own.
 */
export class Connection {
  private readonly cluster: WireCluster
  private readonly coordinators = new Map<string, WireBroker>()
  private readonly openingForFetch = new Map<WireBroker, Promise<unknown>>()
  private closed = false

  constructor(kafka: Kafka) {
    this.cluster = innerCluster(kafka)
  }

  /** Connects and learns who leads the topics. */
  async open(topics: readonly string[] = []): Promise<void> {
    await this.cluster.connect()
    if (topics.length > 0) await this.cluster.addMultipleTargetTopics(topics)
  }

  /** Learns anew who leads what. */
  async refresh(): Promise<void> {
    this.coordinators.clear()
    await this.cluster.refreshMetadata()
  }

  /** Number of partitions of a topic named to `open`; 0 when the cluster does not have it. */
  partitionsOf(topic: string): number {
    return this.cluster.findTopicPartitionMetadata(topic).length
  }

  /** Node that leads a partition. Throws a retry error when nobody is known to. */
  leaderOf(topic: string, partition: number): string {
    const found = this.cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)
    if (found === undefined || found.leader < 0) {
      throw new StreamError('NO_LEADER', 'retry', `no broker leads ${topic}/${partition} now`)
    }
    return String(found.leader)
  }

  async broker(nodeId: string): Promise<WireBroker> {
    if (this.closed) throw closedError()
    return this.cluster.findBroker({ nodeId })
  }

  /**
   * Sends a fetch. kafkajs keeps a second connection to each broker for them, and would open one more for every fetch
   * that finds it closed, forgetting all but the last: those would never be closed. So it is opened by one alone.
   */
  async fetch<T>(nodeId: string, call: WireCall<T>): Promise<T> {
    const broker = await this.broker(nodeId)
    let opening = this.openingForFetch.get(broker)
    if (opening === undefined) {
      opening = broker.connectionPool.getConnection(1).finally(() => this.openingForFetch.delete(broker))
      this.openingForFetch.set(broker, opening)
    }
    await opening
    if (this.closed) throw closedError()
    return broker.connectionPool.send(call)
  }

  /** The broker that coordinates a group or a transactional id, asked once and then remembered until `refresh`. */
  async coordinator(kind: CoordinatorKind, id: string): Promise<WireBroker> {
    if (this.closed) throw closedError()
    const name = `${kind} ${id}`
    let broker = this.coordinators.get(name)
    if (broker === undefined) {
      broker = await this.cluster.findGroupCoordinator({ groupId: id, coordinatorType: COORDINATOR[kind] })
      this.coordinators.set(name, broker)
    }
    return broker
  }

  /** Lets the coordinator be looked up anew, where the one that is remembered says that it is not in charge. */
  forgetCoordinator(kind: CoordinatorKind, id: string): void {
    this.coordinators.delete(`${kind} ${id}`)
  }

  async close(): Promise<void> {
    this.closed = true
    await Promise.allSettled(this.openingForFetch.values())
    await this.cluster.disconnect()
  }
}

function closedError(): StreamError {
  return new StreamError('CLOSED', 'retry', 'the connection was closed')
}

function innerCluster(kafka: Kafka): WireCluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  )
  if (symbol === undefined)
    throw new StreamError('WRONG_KAFKAJS', 'halt', 'this kafkajs has no inner cluster: use version 2.2.4')
  const create: (options: object) => WireCluster = Reflect.get(kafka, symbol)
  return create({ allowAutoTopicCreation: false, metadataMaxAge: 300_000, maxInFlightRequests: null })
}
