/** The part of kafkajs's inner client this driver stands on: one connection per broker, and the requests it sends. */

/** A request kafkajs can send: this driver writes the payload of the hot ones itself. */
export interface WireRequest {
  readonly apiKey: number
  readonly apiVersion: number
  readonly apiName: string
  encode(): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>
}

/** A request with how its answer is read. */
export interface WireCall<T> {
  readonly request: WireRequest
  readonly response: { decode(payload: Buffer): Promise<T>; parse(answer: T): Promise<T> }
  /** How long the broker may take, ms; the connection's default where it is left out. */
  readonly requestTimeout?: number
  readonly logResponseError?: boolean
}

export interface PartitionOffset {
  readonly partition: number
  readonly offset: string
  readonly metadata?: string | null
}

export interface TopicPartitions<P> {
  readonly topic: string
  readonly partitions: readonly P[]
}

/** Who writes in a transaction. */
export interface ProducerIdentity {
  readonly producerId: string
  readonly producerEpoch: number
}

interface InTransaction extends ProducerIdentity {
  readonly transactionalId: string
}

export interface JoinAnswer {
  readonly generationId: number
  readonly leaderId: string
  readonly memberId: string
  readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[]
}

export interface WireBroker {
  readonly connectionPool: {
    send<T>(call: WireCall<T>): Promise<T>
    /** Connects the one connection (0) or the other (1, which fetches use) where it is not connected. */
    getConnection(index: 0 | 1): Promise<unknown>
  }
  initProducerId(of: {
    readonly transactionalId: string
    readonly transactionTimeout: number
  }): Promise<ProducerIdentity>
  addPartitionsToTxn(of: InTransaction & { readonly topics: readonly TopicPartitions<number>[] }): Promise<unknown>
  addOffsetsToTxn(of: InTransaction & { readonly groupId: string }): Promise<unknown>
  txnOffsetCommit(
    of: InTransaction & { readonly groupId: string; readonly topics: readonly TopicPartitions<PartitionOffset>[] },
  ): Promise<unknown>
  endTxn(of: InTransaction & { readonly transactionResult: boolean }): Promise<unknown>
  joinGroup(of: {
    readonly groupId: string
    readonly sessionTimeout: number
    readonly rebalanceTimeout: number
    readonly memberId: string
    readonly groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[]
  }): Promise<JoinAnswer>
  syncGroup(of: {
    readonly groupId: string
    readonly generationId: number
    readonly memberId: string
    readonly groupAssignment: readonly { readonly memberId: string; readonly memberAssignment: Buffer }[]
  }): Promise<{ readonly memberAssignment: Buffer }>
  heartbeat(of: {
    readonly groupId: string
    readonly groupGenerationId: number
    readonly memberId: string
  }): Promise<unknown>
  leaveGroup(of: { readonly groupId: string; readonly memberId: string }): Promise<unknown>
  offsetFetch(of: {
    readonly groupId: string
    readonly topics: readonly TopicPartitions<{ readonly partition: number }>[]
  }): Promise<{ readonly responses: readonly TopicPartitions<PartitionOffset>[] }>
  listOffsets(of: {
    readonly replicaId: number
    readonly isolationLevel: number
    readonly topics: readonly TopicPartitions<{ readonly partition: number; readonly timestamp: number }>[]
  }): Promise<{ readonly responses: readonly TopicPartitions<PartitionOffset>[] }>
}

export interface WireCluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  refreshMetadata(): Promise<void>
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number; readonly leader: number }[]
  findBroker(of: { readonly nodeId: string }): Promise<WireBroker>
  findGroupCoordinator(of: { readonly groupId: string; readonly coordinatorType: number }): Promise<WireBroker>
}
