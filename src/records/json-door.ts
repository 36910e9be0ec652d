/** The JSON door: a value typed by hand, plain JSON instead of the wire format, on a topic whose operator allows it. */
import avro from 'avsc'
import type { Codec } from './codec.ts'
import { completed } from './complete.ts'
import { UnreadableValue } from './unreadable-value.ts'

/** Where a record stands, which is all that a value typed by hand does not have to say. */
export interface RecordPlace {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** Of the record, Unix ms. */
  readonly timestamp: number
}

const OPENING_BRACE = 0x7b

/** Whether bytes begin as a JSON object does; no value in wire format begins so. */
export function isJsonObject(bytes: Buffer): boolean {
  return bytes[0] === OPENING_BRACE
}

/**
 * Reads plain JSON as a value of a codec. Unions are untagged; fields that have a default or may be null may be left
 * out, and the time and the id too: `event_time` is the record's timestamp then, `signal_id` its place, so that the
 * same record has the same id in every reader. Throws an UnreadableValue that names every fault by its path.
 */
export function readJsonValue<V>(codec: Codec<V>, bytes: Buffer, place: RecordPlace): V {
  const fit = completed(codec.type, { ...placeFields(codec, place), ...parsed(bytes) })
  if (fit.value === null) throw badJson(`not a ${codec.name}: ${fit.problems.join('; ')}`)
  // Through the codec, so that it is the same kind of object as every other value, and nothing but that.
  return codec.decode(codec.type.toBuffer(fit.value))
}

function parsed(bytes: Buffer): object {
  try {
    // What begins with a brace and is JSON is an object.
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw badJson(`not JSON: ${error instanceof Error ? error.message : String(error)}`, error)
  }
}

/** What the place stands for, as far as the schema has fields for it. */
function placeFields({ type }: Codec<unknown>, { topic, partition, offset, timestamp }: RecordPlace): object {
  if (!(type instanceof avro.types.RecordType)) return {}
  const fields = { event_time: timestamp, signal_id: `${topic}-${partition}-${offset}` }
  return Object.fromEntries(Object.entries(fields).filter(([name]) => type.field(name) !== undefined))
}

function badJson(message: string, cause?: unknown): UnreadableValue {
  return new UnreadableValue('BAD_JSON', null, message, cause === undefined ? {} : { cause })
}
