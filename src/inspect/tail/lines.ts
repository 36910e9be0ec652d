/** A record as one line: for a person, or as a JSON document. */
import type { ReadRecord } from '../../runtime/embedded/topic-reader.ts'
import { compactValue, toJsonValue } from '../json-value.ts'
import type { Style } from '../style.ts'

/** Place, time, key, trace and value; an unreadable record says why it is. */
export function textLine(record: ReadRecord<unknown>, style: Style): string {
  const { partition, offset, timestamp, key, headers, value, error } = record
  const { 'trace-id': trace, 'event-type': _type, ...others } = headers
  const named = Object.entries({ ...(trace === undefined ? {} : { trace }), ...others }).map(
    ([name, text]) => `${name}=${text}`,
  )
  const body =
    error === null ? JSON.stringify(compactValue(toJsonValue(value))) : style.bad(`unreadable: ${error.message}`)
  const place = `[${partition}]@${offset}`
  return [style.dim(place), timeText(timestamp), style.heading(key), style.dim(named.join(' ')), body].join('  ')
}

/** One JSON document: what `ilf produce` reads too. An unreadable record has an error, and its bytes as base64. */
export function jsonLine(record: ReadRecord<unknown>): string {
  const { topic, partition, offset, key, timestamp, headers, value, bytes, error } = record
  const document = {
    topic,
    partition,
    offset,
    key,
    timestamp,
    headers,
    value: error === null ? toJsonValue(value) : null,
  }
  if (error === null) return JSON.stringify(document)
  return JSON.stringify({ ...document, error: error.message, bytes: bytes?.toString('base64') ?? null })
}

/** ISO 8601, UTC; the bare number where it is no time a date can be. */
function timeText(timestamp: number): string {
  const time = new Date(timestamp)
  return Number.isNaN(time.getTime()) ? String(timestamp) : time.toISOString()
}
