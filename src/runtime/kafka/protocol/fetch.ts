/** The fetch request, version 11: raw record batches, and with them how far each partition is stable. */
import type { WireCall } from '../client/wire-api.ts'
import { ByteReader, ByteWriter } from './byte-cursor.ts'

export interface FetchPartition {
  readonly partition: number
  readonly offset: number
  readonly maxBytes: number
}

export interface FetchRequest {
  /** How long the broker may wait for the first record, ms. */
  readonly maxWaitMs: number
  readonly maxBytes: number
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly FetchPartition[] }[]
}

/** An aborted transaction that touches the fetched range. */
export interface AbortedTransaction {
  readonly producerId: bigint
  readonly firstOffset: number
}

export interface FetchedPartition {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
  readonly highWatermark: number
  /** Every transaction before this offset has ended. */
  readonly lastStableOffset: number
  /** First offset that is still kept. */
  readonly logStartOffset: number
  readonly aborted: readonly AbortedTransaction[]
  readonly records: Buffer
}

const READ_COMMITTED = 1
const CONSUMER = -1
const NONE = -1
/** Beyond the wait itself, ms: what a busy broker may take. */
const GRACE_MS = 10_000

/** Makes the call for `Connection.fetch`. */
export function fetchCall({ maxWaitMs, maxBytes, topics }: FetchRequest): WireCall<readonly FetchedPartition[]> {
  const writer = new ByteWriter()
    .int32(CONSUMER)
    .int32(maxWaitMs)
    .int32(1)
    .int32(maxBytes)
    .int8(READ_COMMITTED)
    .int32(0)
    .int32(NONE)
  writer.array(topics, ({ topic, partitions }) => {
    writer.string(topic).array(partitions, ({ partition, offset, maxBytes: most }) => {
      writer.int32(partition).int32(NONE).long(offset).long(NONE).int32(most)
    })
  })
  writer.array([], () => undefined).string('')
  return {
    request: { apiKey: 1, apiVersion: 11, apiName: 'Fetch', encode: async () => writer.payload() },
    response: { decode: async (payload) => decode(payload), parse: async (answer) => answer },
    requestTimeout: maxWaitMs + GRACE_MS,
    logResponseError: false,
  }
}

function decode(payload: Buffer): readonly FetchedPartition[] {
  const reader = new ByteReader(payload)
  reader.int32()
  reader.int16()
  reader.int32()
  return reader
    .array(() => {
      const topic = reader.string()
      return reader.array(() => partitionOf(reader, topic))
    })
    .flat()
}

function partitionOf(reader: ByteReader, topic: string): FetchedPartition {
  const head = {
    topic,
    partition: reader.int32(),
    errorCode: reader.int16(),
    highWatermark: reader.long(),
    lastStableOffset: reader.long(),
    logStartOffset: reader.long(),
    aborted: reader.array(() => ({ producerId: reader.bigint(), firstOffset: reader.long() })),
  }
  reader.int32()
  return { ...head, records: reader.blob() }
}
