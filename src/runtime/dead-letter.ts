/** The dead letter of a record that could not be read or processed. */
import type { DeadLetter } from '../records/generated.ts'
import { UnreadableValue } from '../records/serde.ts'
import { StreamError } from './errors.ts'

/** A record as far as it is known. */
export interface DeadRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string
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
  const unreadable = error instanceof UnreadableValue ? error : null
  return {
    topic: record.topic,
    event_time: nowMs,
    partition: record.partition,
    offset: record.offset,
    key: Buffer.from(record.key, 'utf8'),
    value: record.bytes,
    schema_id: unreadable?.schemaId ?? null,
    topology: task,
    error_code: unreadable?.code ?? (error instanceof StreamError ? error.code : 'STEP_FAILED'),
    error: error.message,
  }
}
