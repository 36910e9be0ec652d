/** What a topic is: a name, a value schema, a key, and how it is kept. */
import { type Codec, codecFor, codecOf } from '../records/codec.ts'
import type { RecordTypes } from '../records/generated.ts'

export const DAY_MS = 86_400_000

/** A topic and everything a driver must know to create, write and read it. */
export interface Topic<V> {
  readonly name: string
  /** Codec of the values. */
  readonly codec: Codec<V>
  /** The record key, as text, of a value: what partitions go by. */
  keyOf(value: V): string
  /** Event time of a value, ms: the Kafka timestamp. */
  timeOf(value: V): number
  /** `compact` keeps the latest value of each key, `delete` keeps everything for the retention. */
  readonly cleanup: 'delete' | 'compact'
  /** How long records are kept, ms; −1 keeps them for ever. */
  readonly retentionMs: number
  /** Partitions when the topic is created; topics read together must agree. */
  readonly partitions: number
  /** True where an unreadable record must stop openings: money moves on it. */
  readonly movesMoney: boolean
  /** True where a value that starts with `{` may be read as JSON, if the operator switched that on. */
  readonly jsonDoor: boolean
}

/** The optional half of a topic's declaration. */
export interface TopicOptions {
  readonly cleanup?: 'delete' | 'compact'
  readonly retentionMs?: number
  readonly partitions?: number
  readonly movesMoney?: boolean
  readonly jsonDoor?: boolean
}

/** Partitions of a topic where nothing else is said. */
export const DEFAULT_PARTITIONS = 8

function build<V extends { readonly event_time: number }>(
  name: string,
  codec: Codec<V>,
  keyOf: (value: V) => string,
  options: TopicOptions,
): Topic<V> {
  return {
    name,
    codec,
    keyOf,
    timeOf: (value) => value.event_time,
    cleanup: options.cleanup ?? 'delete',
    retentionMs: options.retentionMs ?? 7 * DAY_MS,
    partitions: options.partitions ?? DEFAULT_PARTITIONS,
    movesMoney: options.movesMoney ?? false,
    jsonDoor: options.jsonDoor ?? false,
  }
}

/**
 * Declares a topic of one of the project's own records.
 *
 * @param schema name of the schema in schemas/, for example `market.tick`
 * @param keyOf the record key of a value
 */
export function recordTopic<K extends keyof RecordTypes>(
  name: string,
  schema: K,
  keyOf: (value: RecordTypes[K]) => string,
  options: TopicOptions = {},
): Topic<RecordTypes[K]> {
  return build(name, codecFor(schema), keyOf, options)
}

/**
 * Declares a topic with a schema of one's own. The record must carry `event_time`, ms.
 *
 * @example
 * const spread = topic<Spread>('spread', spreadSchema, (value) => value.symbol)
 */
export function topic<V extends { readonly event_time: number }>(
  name: string,
  schema: object,
  keyOf: (value: V) => string,
  options: TopicOptions = {},
): Topic<V> {
  return build(name, codecOf<V>(schema), keyOf, options)
}
