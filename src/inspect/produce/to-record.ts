/** A line of JSON as a record of a topic, complete and checked, in wire format. */
import { createHash } from 'node:crypto'
import { completed } from '../../records/complete.ts'
import type { Serde } from '../../records/serde.ts'
import type { InboxRecord } from '../../runtime/embedded/storage/storage.ts'
import { topics } from '../../topics.ts'
import type { Topic } from '../../topology/topic.ts'
import { LineError, parseLine, timestampOf } from './envelope.ts'

/** What stands in the `source` header of what is produced by hand. */
const SOURCE = 'ilf-produce'

export interface ToRecordOptions<V> {
  readonly topic: Topic<V>
  readonly serde: Serde
  /** Stream time of the folder, Unix ms: the time of records that name none; null where there is none yet. */
  readonly timeMs: number | null
}

/**
 * Makes the record. Key: what the topic derives from the value. Timestamp and `event_time` stand for each other, and
 * stream time for both. A signal without an id gets a hash of its line, so that the same line is the same signal.
 * Throws a LineError that names every fault by its path.
 */
export function toRecord<V>(line: string, { topic, serde, timeMs }: ToRecordOptions<V>): InboxRecord {
  const { key, timestamp, headers, value } = parseLine(line)
  const time = timeOf(timestamp, timestampOf(Reflect.get(value, 'event_time'), 'event_time'), timeMs)
  const fit = completed(topic.codec.type, { ...defaultsOf(topic, line), ...value, event_time: time })
  if (fit.value === null) throw new LineError(fit.problems.join('; '))
  const bytes = serde.encode<unknown>(topic.codec, fit.value)
  const derived = topic.keyOf(serde.decode(topic.codec, bytes))
  if (key !== undefined && key !== derived)
    throw new LineError(`key: "${key}" is not the key of the value, which is "${derived}"`)
  const trace: unknown = Reflect.get(fit.value, 'signal_id')
  const standard = { 'event-type': topic.name, source: SOURCE, ...(typeof trace === 'string' && { 'trace-id': trace }) }
  return { topic: topic.name, key: derived, timestamp: time, headers: { ...standard, ...headers }, value: bytes }
}

function timeOf(timestamp: number | undefined, eventTime: number | undefined, timeMs: number | null): number {
  if (timestamp !== undefined && eventTime !== undefined && timestamp !== eventTime) {
    throw new LineError(`timestamp ${timestamp} and event_time ${eventTime} must be the same`)
  }
  const time = timestamp ?? eventTime ?? timeMs
  if (time === null) throw new LineError('event_time: is missing, and the folder has no stream time to take instead')
  return time
}

function defaultsOf(topic: Topic<unknown>, line: string): object {
  if (topic.name !== topics.aiSignal.name) return {}
  return { signal_id: createHash('sha256').update(line.trim()).digest('hex').slice(0, 32) }
}
