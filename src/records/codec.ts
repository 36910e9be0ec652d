/** An Avro codec per schema: what a value looks like in bytes, without the registry's envelope. */
import { createHash } from 'node:crypto'
import avro from 'avsc'
import { checkArrays } from './array-bounds.ts'
import { type RecordTypes, SCHEMAS } from './generated.ts'

/** Encodes and decodes the values of one schema. */
export interface Codec<V> {
  /** Full name of the record, for example `ilf.MarketTick`. */
  readonly name: string
  /** The schema as parsed JSON. */
  readonly schema: object
  /** SHA-256 of the canonical schema, hex: the same for the same schema in every registry. */
  readonly fingerprint: string
  /** The avsc type behind it. */
  readonly type: avro.Type
  /**
   * Writes the Avro body after `headroom` free bytes. The buffer shares its memory with others: do not write behind it.
   * Throws when the value does not fit the schema.
   */
  encode(value: V, headroom?: number): Buffer
  /** Reads the Avro body that starts at `offset` and must end with the buffer. Throws on truncated or extra bytes. */
  decode(buffer: Buffer, offset?: number): V
}

/** Parses a schema that stands alone: every type it names is declared within it. */
export function parseType(schema: object): avro.Type {
  return avro.Type.forSchema(schema as avro.Schema, { registry: {} })
}

/** Decodes the body at `offset`, checking that it ends exactly where the buffer does. */
export function decodeBody<V>(
  type: avro.Type,
  buffer: Buffer,
  offset: number,
  writer: avro.Type = type,
  resolver?: avro.Resolver,
): V {
  checkArrays(writer, buffer, offset)
  const { value, offset: end } = type.decode(buffer, offset, resolver)
  if (end < 0) throw new RangeError(`truncated: the value ends before the record is complete`)
  if (end !== buffer.length) throw new RangeError(`${buffer.length - end} bytes too many after the record`)
  return value as V
}

/** Values are written one behind the other into slabs and handed out as views: no copy, one allocation per slab. */
const SLAB_BYTES = 64 * 1024
let slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
let used = 0

function encodeBody(type: avro.Type, value: unknown, headroom: number): Buffer {
  let end = type.encode(value, slab, used + headroom)
  if (end < 0) {
    // A negative end is how many bytes were missing.
    slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, headroom + SLAB_BYTES - end))
    used = 0
    end = type.encode(value, slab, headroom)
  }
  const bytes = slab.subarray(used, end)
  used = end
  return bytes
}

function nameOf(schema: object): string {
  const { namespace, name } = schema as { namespace?: string; name?: string }
  return namespace === undefined ? (name ?? 'anonymous') : `${namespace}.${name}`
}

/** Makes the codec of a schema. Throws when the schema is not valid Avro. */
export function codecOf<V>(schema: object): Codec<V> {
  const type = parseType(schema)
  return {
    name: nameOf(schema),
    schema,
    fingerprint: createHash('sha256').update(JSON.stringify(type.schema())).digest('hex'),
    type,
    encode: (value, headroom = 0) => encodeBody(type, value, headroom),
    decode: (buffer, offset = 0) => decodeBody<V>(type, buffer, offset),
  }
}

const codecs = new Map<string, Codec<unknown>>()

/** The codec of one of the project's own records, parsed once. */
export function codecFor<K extends keyof RecordTypes>(name: K): Codec<RecordTypes[K]> {
  let codec = codecs.get(name) as Codec<RecordTypes[K]> | undefined
  if (codec === undefined) {
    codec = codecOf<RecordTypes[K]>(SCHEMAS[name])
    codecs.set(name, codec)
  }
  return codec
}

let byFingerprint: ReadonlyMap<string, Codec<unknown>> | undefined

/** The codec of the project's own record whose schema has the fingerprint; undefined where it is another's, or an older one. */
export function currentCodec(fingerprint: string): Codec<unknown> | undefined {
  byFingerprint ??= new Map(
    // Keys of an object are texts to the compiler, and these are what the object is declared with.
    (Object.keys(SCHEMAS) as (keyof RecordTypes)[]).map((name) => [codecFor(name).fingerprint, codecFor(name)]),
  )
  return byFingerprint.get(fingerprint)
}
