/** The dead letter of a record that could not be read or processed. */
import type { DeadLetter } from '../records/generated.ts'
import { UnreadableValue } from '../records/serde.ts'
import { StreamError } from './errors.ts'

/** Below the 1 MB that Kafka takes by default, so that a value is refused where it is made and not at its commit. */
export const MAX_VALUE_BYTES = 900_000
/** Largest value a dead letter has room for, beside the key and the error. */
const MAX_KEPT_BYTES = 800_000

/** A record as far as it is known. */
export interface DeadRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string
  /** Event time of the record, ms. */
  readonly timestamp: number
  readonly traceId: string | null
  readonly bytes: Buffer | null
}

/**
 * Makes the dead letter.
 *
 * @param task the task that could not process the record
 * @param nowMs stream time, ms
 */
export function deadLetterOf(record: DeadRecord, error: Error, task: string, nowMs: number): DeadLetter {
  const isKept = record.bytes === null || record.bytes.length <= MAX_KEPT_BYTES
  const unreadable = error instanceof UnreadableValue ? error : null
  return {
    topic: record.topic,
    event_time: nowMs,
    partition: record.partition,
    offset: record.offset,
    key: Buffer.from(record.key, 'utf8'),
    value: isKept ? record.bytes : null,
    schema_id: unreadable?.schemaId ?? null,
    topology: task,
    error_code: unreadable?.code ?? (error instanceof StreamError ? error.code : 'STEP_FAILED'),
    error: isKept
      ? error.message
      : `${error.message} (its value of ${record.bytes?.length} bytes is too large to be kept here)`,
  }
}
