/** The Confluent wire format around Avro: a zero byte, a schema id, the body; and reading what older writers wrote. */
import type avro from 'avsc'
import { type Codec, decodeBody, parseType } from './codec.ts'
import { isJsonObject, type RecordPlace, readJsonValue } from './json-door.ts'
import { UnreadableValue } from './unreadable-value.ts'

export { UnreadableValue } from './unreadable-value.ts'

/** Bytes before the Avro body: the magic byte and a big-endian 32-bit schema id. */
export const WIRE_HEADER_BYTES = 5

/** Knows which schema stands behind an id. In the embedded driver a table in the data folder, on Kafka the registry. */
export interface SchemaIds {
  /** Id under which the current schema of a codec is registered. */
  idOf(codec: Codec<unknown>): number
  /** The schema registered under an id; undefined when the id is unknown. */
  schemaOf(id: number): object | undefined
}

/** What a serde may do beside its duty. */
export interface SerdeOptions {
  /** Names of the topics whose door for plain JSON the operator has opened. Without it all are shut. */
  readonly jsonDoor?: ReadonlySet<string>
}

interface Reader {
  readonly type: avro.Type
  readonly writer: avro.Type
  readonly resolver: avro.Resolver | undefined
}

/** Encodes and decodes topic values in wire format. */
export class Serde {
  private readonly ids: SchemaIds
  private readonly jsonDoor: ReadonlySet<string>
  private readonly readers = new Map<Codec<unknown>, Map<number, Reader>>()
  private readonly own = new Map<Codec<unknown>, number>()

  constructor(ids: SchemaIds, { jsonDoor = new Set() }: SerdeOptions = {}) {
    this.ids = ids
    this.jsonDoor = jsonDoor
  }

  /** Writes a value with its schema id. Throws when the value does not fit the schema. */
  encode<V>(codec: Codec<V>, value: V): Buffer {
    const buffer = codec.encode(value, WIRE_HEADER_BYTES)
    buffer[0] = 0
    buffer.writeInt32BE(this.ownId(codec), 1)
    return buffer
  }

  /**
   * Reads a value written with the current or any other registered, compatible schema. Throws an UnreadableValue.
   *
   * @param place where the record stands; without it a value in plain JSON is not read, whatever the topic
   */
  decode<V>(codec: Codec<V>, buffer: Buffer | null, place?: RecordPlace): V {
    if (buffer === null)
      throw new UnreadableValue('TOMBSTONE', null, 'no value: a tombstone where a record is expected')
    if (buffer.length < WIRE_HEADER_BYTES || buffer[0] !== 0) return this.decodeOther(codec, buffer, place)
    const id = buffer.readInt32BE(1)
    try {
      if (id === this.ownId(codec)) return codec.decode(buffer, WIRE_HEADER_BYTES)
      const { type, writer, resolver } = this.reader(codec, id)
      return decodeBody<V>(type, buffer, WIRE_HEADER_BYTES, writer, resolver)
    } catch (error) {
      if (error instanceof UnreadableValue) throw error
      const what = error instanceof Error ? error.message : String(error)
      throw new UnreadableValue('BAD_AVRO', id, `not a ${codec.name} of schema id ${id}: ${what}`, { cause: error })
    }
  }

  /** A value that is not in wire format: JSON at an open door, or nothing that can be read. */
  private decodeOther<V>(codec: Codec<V>, buffer: Buffer, place: RecordPlace | undefined): V {
    const isJson = isJsonObject(buffer)
    if (isJson && place !== undefined && this.jsonDoor.has(place.topic)) return readJsonValue(codec, buffer, place)
    const json = isJson ? '; it looks like JSON, and the JSON door of this topic is shut' : ''
    throw new UnreadableValue('NOT_WIRE_FORMAT', null, `no schema id in front of the ${buffer.length} bytes${json}`)
  }

  private ownId(codec: Codec<unknown>): number {
    let id = this.own.get(codec)
    if (id === undefined) {
      id = this.ids.idOf(codec)
      this.own.set(codec, id)
    }
    return id
  }

  private reader(codec: Codec<unknown>, id: number): Reader {
    let readers = this.readers.get(codec)
    if (readers === undefined) {
      readers = new Map()
      this.readers.set(codec, readers)
    }
    let reader = readers.get(id)
    if (reader === undefined) {
      reader = this.resolve(codec, id)
      readers.set(id, reader)
    }
    return reader
  }

  private resolve(codec: Codec<unknown>, id: number): Reader {
    const schema = this.ids.schemaOf(id)
    if (schema === undefined) {
      throw new UnreadableValue('UNKNOWN_SCHEMA_ID', id, `schema id ${id} is not registered here`)
    }
    const writer = parseType(schema)
    try {
      return { type: codec.type, writer, resolver: codec.type.createResolver(writer) }
    } catch (error) {
      throw new UnreadableValue('WRONG_SCHEMA', id, `schema id ${id} is not a version of ${codec.name}`, {
        cause: error,
      })
    }
  }
}
