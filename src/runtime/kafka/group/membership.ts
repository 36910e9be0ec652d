/** Membership in the consumer group: joins, beats, joins again when told to, and says which lanes are this member's. */
import type { Kafka } from 'kafkajs'
import { asError, StreamError } from '../../errors.ts'
import { askCoordinator } from '../client/ask-coordinator.ts'
import { Connection } from '../client/connection.ts'
import { brokerErrorType } from '../client/error-class.ts'
import { Bell, sleep } from '../client/sleep.ts'
import type { WireBroker } from '../client/wire-api.ts'
import { assignments, type LanePartitions, lanesOf, memberMetadata, PROTOCOL } from './group-protocol.ts'

export interface MembershipOptions {
  readonly kafka: Kafka
  readonly groupId: string
  readonly laneCount: number
  /** Topics the group reads, as the cluster names them. */
  readonly topics: readonly string[]
  readonly partitionsOf: LanePartitions
  /** A member not heard of for this long is dead to the group, ms. */
  readonly sessionTimeoutMs: number
  readonly heartbeatMs: number
  /** How long the group waits for a member to join again, ms. */
  readonly rebalanceTimeoutMs: number
  /** The group has confirmed that exactly these lanes are this member's. */
  onAssigned(lanes: readonly number[]): void
  onError(error: StreamError): void
}

const RETRY_MS = 200

export class Membership {
  private readonly options: MembershipOptions
  private readonly connection: Connection
  private readonly bell = new Bell()
  private readonly stopping = new AbortController()
  private running: Promise<void> | null = null
  private memberId = ''
  private lanes: readonly number[] = []
  private confirming: (() => void)[] = []

  constructor(options: MembershipOptions) {
    this.options = options
    this.connection = new Connection(options.kafka)
  }

  start(): void {
    this.running = this.run()
  }

  /** Resolves when the group has confirmed, after this call, that the member still belongs to it. */
  confirmed(): Promise<void> {
    return new Promise((resolve) => {
      this.confirming.push(resolve)
      this.bell.ring()
    })
  }

  /** Leaves the group, so that the others need not wait for the session to time out. */
  async leave(): Promise<void> {
    this.stopping.abort()
    this.bell.ring()
    await this.running
    if (this.memberId === '') return
    try {
      const broker = await this.connection.coordinator('group', this.options.groupId)
      await broker.leaveGroup({ groupId: this.options.groupId, memberId: this.memberId })
    } catch (error) {
      this.report(error)
    }
  }

  /** Closes the connection, whether or not the group knows that the member is gone. */
  async close(): Promise<void> {
    this.stopping.abort()
    this.bell.ring()
    await this.connection.close()
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping
    while (!signal.aborted) {
      try {
        await this.connection.open()
        const generation = await this.join()
        await this.beat(generation)
      } catch (error) {
        if (signal.aborted) return
        await this.recover(error)
      }
    }
  }

  private async join(): Promise<number> {
    const { groupId, sessionTimeoutMs, rebalanceTimeoutMs, topics, laneCount, partitionsOf } = this.options
    const request = {
      groupId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      memberId: this.memberId,
      groupProtocols: [{ name: PROTOCOL, metadata: memberMetadata(topics, this.lanes) }],
    }
    const join = (coordinator: WireBroker) => coordinator.joinGroup(request)
    const { signal } = this.stopping
    const joined = await askCoordinator(this.connection, 'group', groupId, join, signal)
    const { generationId, leaderId, memberId, members } = joined
    this.memberId = memberId
    const groupAssignment = memberId === leaderId ? assignments(members, laneCount, partitionsOf) : []
    const broker = await this.connection.coordinator('group', groupId)
    const { memberAssignment } = await broker.syncGroup({ groupId, generationId, memberId, groupAssignment })
    this.lanes = lanesOf(memberAssignment)
    if (!this.stopping.signal.aborted) this.options.onAssigned(this.lanes)
    return generationId
  }

  private async beat(generation: number): Promise<void> {
    const { groupId, heartbeatMs } = this.options
    for (;;) {
      await this.bell.wait(this.confirming.length > 0 ? 0 : heartbeatMs)
      if (this.stopping.signal.aborted) return
      const asked = this.confirming.splice(0)
      try {
        const broker = await this.connection.coordinator('group', groupId)
        await broker.heartbeat({ groupId, groupGenerationId: generation, memberId: this.memberId })
      } catch (error) {
        this.confirming.push(...asked)
        throw error
      }
      for (const resolve of asked) resolve()
    }
  }

  private async recover(error: unknown): Promise<void> {
    switch (brokerErrorType(error)) {
      case 'REBALANCE_IN_PROGRESS':
      case 'ILLEGAL_GENERATION':
        return
      case 'UNKNOWN_MEMBER_ID':
        this.memberId = ''
        return
      case 'INCONSISTENT_GROUP_PROTOCOL':
        this.options.onError(
          new StreamError(
            'OTHER_PROTOCOL',
            'halt',
            `the group ${this.options.groupId} is used by a program of another kind or version: take another group id`,
          ),
        )
        break
      default:
        this.report(error)
    }
    await sleep(RETRY_MS, this.stopping.signal)
    await this.connection.refresh().catch(() => undefined)
  }

  private report(error: unknown): void {
    const message = `the group ${this.options.groupId} cannot be reached, trying again: ${asError(error).message}`
    this.options.onError(new StreamError('GROUP_AWAY', 'retry', message, { cause: error }))
  }
}
