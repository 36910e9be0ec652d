/** The produce request, version 7: one encoded batch per partition. */
import { StreamError } from '../../errors.ts'
import { BrokerError } from '../client/error-class.ts'
import type { WireCall } from '../client/wire-api.ts'
import { ByteReader, ByteWriter } from './byte-cursor.ts'

export interface ProducedBatch {
  readonly topic: string
  readonly partition: number
  readonly batch: Buffer
}

/** Where a batch lies now. */
export interface Written {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
  readonly baseOffset: number
}

/** A partition refused a batch for its size. */
export class BatchTooLarge extends StreamError {
  readonly topic: string
  readonly partition: number

  constructor(topic: string, partition: number) {
    super(
      'OUTPUT_TOO_LARGE',
      'halt',
      `a record for ${topic}/${partition} is larger than the topic takes: raise its max.message.bytes`,
    )
    this.topic = topic
    this.partition = partition
  }
}

const ALL_REPLICAS = -1
const TIMEOUT_MS = 30_000

/** Broker errors of a produce, by code: what the lane must tell apart. */
const ERROR_TYPES: Readonly<Record<number, string>> = {
  3: 'UNKNOWN_TOPIC_OR_PARTITION',
  5: 'LEADER_NOT_AVAILABLE',
  6: 'NOT_LEADER_FOR_PARTITION',
  7: 'REQUEST_TIMED_OUT',
  10: 'MESSAGE_TOO_LARGE',
  19: 'NOT_ENOUGH_REPLICAS',
  20: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  32: 'INVALID_TIMESTAMP',
  45: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
  46: 'DUPLICATE_SEQUENCE_NUMBER',
  47: 'INVALID_PRODUCER_EPOCH',
  48: 'INVALID_TXN_STATE',
  49: 'INVALID_PRODUCER_ID_MAPPING',
  59: 'UNKNOWN_PRODUCER_ID',
  90: 'PRODUCER_FENCED',
}

/** Makes the call. The answer is checked: a partition that refused its batch is thrown. */
export function produceCall(transactionalId: string, batches: readonly ProducedBatch[]): WireCall<readonly Written[]> {
  const topics = new Map<string, ProducedBatch[]>()
  for (const batch of batches) {
    const sameTopic = topics.get(batch.topic)
    if (sameTopic === undefined) topics.set(batch.topic, [batch])
    else sameTopic.push(batch)
  }
  const writer = new ByteWriter().string(transactionalId).int16(ALL_REPLICAS).int32(TIMEOUT_MS)
  writer.array([...topics], ([topic, sameTopic]) => {
    writer.string(topic).array(sameTopic, ({ partition, batch }) => {
      writer.int32(partition).blob(batch)
    })
  })
  return {
    request: { apiKey: 0, apiVersion: 7, apiName: 'Produce', encode: async () => writer.payload() },
    response: { decode: async (payload) => decode(payload), parse: async (answer) => checked(answer) },
    logResponseError: false,
  }
}

function decode(payload: Buffer): readonly Written[] {
  const reader = new ByteReader(payload)
  return reader
    .array(() => {
      const topic = reader.string()
      return reader.array(() => {
        const written = { topic, partition: reader.int32(), errorCode: reader.int16(), baseOffset: reader.long() }
        reader.long()
        reader.long()
        return written
      })
    })
    .flat()
}

function checked(answer: readonly Written[]): readonly Written[] {
  const refused = answer.find(({ errorCode }) => errorCode !== 0)
  if (refused === undefined) return answer
  const type = ERROR_TYPES[refused.errorCode] ?? `ERROR_${refused.errorCode}`
  const where = `${refused.topic}/${refused.partition}`
  if (type === 'MESSAGE_TOO_LARGE') {
    throw new BatchTooLarge(refused.topic, refused.partition)
  }
  if (type === 'INVALID_TIMESTAMP') {
    throw new StreamError(
      'TIMESTAMP_REFUSED',
      'halt',
      `${where} refuses the event time of a record: raise its message.timestamp.after.max.ms and before.max.ms`,
    )
  }
  throw new BrokerError(type, `${where} refused a batch: ${type}`)
}
