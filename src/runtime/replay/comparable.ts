/** Outputs in a form that can be compared between clusters: registry ids differ, bytes and fingerprints do not. */
import { isDeepStrictEqual } from 'node:util'
import { type Codec, codecOf, parseType } from '../../records/codec.ts'
import { WIRE_HEADER_BYTES } from '../../records/serde.ts'
import type { TaskOutput } from '../task.ts'
import type { RecordedRecord, RecordedRun } from './recorded-run.ts'
import type { Cause } from './replay-task.ts'

/** An output with everything that *same bytes* means: key, timestamp, headers, Avro body, schema fingerprint. */
export interface Comparable {
  readonly topic: string
  readonly key: string
  /** Event time, ms. */
  readonly timestamp: number
  readonly headers: Readonly<Record<string, string>>
  /** SHA-256 of the writer's schema, hex; null for bytes that are in no wire format. */
  readonly fingerprint: string | null
  /** The writer's schema; null as the fingerprint. */
  readonly schema: object | null
  /** Avro body, or the whole value where there is no fingerprint; null for a tombstone. */
  readonly body: Buffer | null
}

/** A replayed output, and what made the task emit it. */
export interface Replayed extends Comparable {
  readonly task: string
  readonly cause: Cause
}

/** A schema that values were written with. */
interface Writer {
  readonly fingerprint: string
  readonly schema: object
}

/** The schemas behind the ids of a recording, with their fingerprints. */
export class Fingerprints {
  private readonly run: RecordedRun
  private readonly known = new Map<number, Writer | null>()

  constructor(run: RecordedRun) {
    this.run = run
  }

  of(id: number): Writer | null {
    let found = this.known.get(id)
    if (found === undefined) {
      const schema = this.run.schemas.schemaOf(id)
      found = schema === undefined ? null : { fingerprint: codecOf(schema).fingerprint, schema }
      this.known.set(id, found)
    }
    return found
  }
}

/** An output of a task as what it is compared by. */
export function replayedOutput(
  { topic, key, timestamp, headers, value }: TaskOutput,
  task: string,
  cause: Cause,
): Replayed {
  const { fingerprint, schema }: Codec<unknown> = topic.codec
  const body = value.subarray(WIRE_HEADER_BYTES)
  return { topic: topic.name, key, timestamp, headers, fingerprint, schema, body, task, cause }
}

/** A recorded record as what it is compared by. */
export function comparableRecord(topic: string, record: RecordedRecord, fingerprints: Fingerprints): Comparable {
  const { key, timestamp, headers, value } = record
  const id = value !== null && value.length >= WIRE_HEADER_BYTES && value[0] === 0 ? value.readInt32BE(1) : null
  const writer = id === null ? null : fingerprints.of(id)
  if (value === null || writer === null)
    return { topic, key, timestamp, headers, fingerprint: null, schema: null, body: value }
  return { topic, key, timestamp, headers, ...writer, body: value.subarray(WIRE_HEADER_BYTES) }
}

export function isSame(a: Comparable, b: Comparable): boolean {
  return (
    a.topic === b.topic &&
    a.key === b.key &&
    a.timestamp === b.timestamp &&
    a.fingerprint === b.fingerprint &&
    (a.body === null || b.body === null ? a.body === b.body : a.body.equals(b.body)) &&
    sameHeaders(a.headers, b.headers)
  )
}

function sameHeaders(a: Comparable['headers'], b: Comparable['headers']): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}

/** The fields of a value; null where it is no record. */
export function decodeComparable({ schema, body }: Comparable): Readonly<Record<string, unknown>> | null {
  return schema === null || body === null ? null : { ...typeOf(schema).fromBuffer(body) }
}

/**
 * Names of the fields in which two records differ; `(headers)` and `(value)` stand for what is no field. Where one schema
 * has only gained fields, the old ones count.
 */
export function changedFields(a: Comparable, b: Comparable): readonly string[] {
  if (isSame(a, b)) return []
  const others = [
    ...(sameHeaders(a.headers, b.headers) ? [] : ['(headers)']),
    ...(a.timestamp === b.timestamp ? [] : ['(time)']),
  ]
  const [one, other] = [decodeComparable(a), decodeComparable(b)]
  if (one === null || other === null) {
    const isEqual = one === other && (a.body === null || b.body === null ? a.body === b.body : a.body.equals(b.body))
    return isEqual ? others : [...others, '(value)']
  }
  const names = Object.keys(one)
  const onlyInA = names.filter((name) => !(name in other))
  const onlyInB = Object.keys(other).filter((name) => !(name in one))
  const foreign = onlyInA.length > 0 && onlyInB.length > 0 ? [...onlyInA, ...onlyInB] : []
  return [...others, ...names.filter((name) => name in other && !isDeepStrictEqual(one[name], other[name])), ...foreign]
}

const types = new WeakMap<object, ReturnType<typeof parseType>>()

function typeOf(schema: object): ReturnType<typeof parseType> {
  let type = types.get(schema)
  if (type === undefined) {
    type = parseType(schema)
    types.set(schema, type)
  }
  return type
}
