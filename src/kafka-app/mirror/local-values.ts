/** Values of a cluster as a data folder has them: the schema ids of the registry become those of a table of its own. */
import { codecOf } from '../../records/codec.ts'
import { Serde, WIRE_HEADER_BYTES } from '../../records/serde.ts'
import { LocalSchemas } from '../../runtime/embedded/local-schemas.ts'
import type { KafkaRecord } from '../../runtime/kafka/reading/kafka-record.ts'
import { ReplaySchemas } from '../../runtime/replay/replay-schemas.ts'
import { topicsByName } from '../../topics.ts'

/** What is known of the registry; whatever records name must have been learnt. */
export interface RegistrySchemas {
  schemaOf(id: number): object | undefined
}

export interface LocalValuesOptions {
  readonly registry: RegistrySchemas
  /** Names of the topics on which values in plain JSON are read; they are kept in wire format. */
  readonly jsonDoor: ReadonlySet<string>
}

export class LocalValues {
  private readonly registry: RegistrySchemas
  private readonly jsonDoor: ReadonlySet<string>
  private readonly table = new LocalSchemas(undefined)
  private readonly local = new Serde(this.table)
  private readonly door: Serde
  private readonly ids = new Map<number, number>()
  private json = this.table.toJson()

  constructor({ registry, jsonDoor }: LocalValuesOptions) {
    this.registry = registry
    this.jsonDoor = jsonDoor
    const noneOfItsOwn = { idOf: () => 0, schemaOf: (id: number) => registry.schemaOf(id) }
    this.door = new Serde(new ReplaySchemas(noneOfItsOwn), { jsonDoor })
  }

  /** The table, as the folder keeps it. */
  get schemas(): string {
    return this.json
  }

  /** The value of a record, its id changed in place: nobody else may need the bytes. Null for a tombstone. */
  valueOf(record: KafkaRecord): Buffer | null {
    const { bytes } = record
    if (bytes === null) return null
    if (bytes.length >= WIRE_HEADER_BYTES && bytes[0] === 0) {
      bytes.writeInt32BE(this.idOf(bytes.readInt32BE(1)), 1)
      return bytes
    }
    return this.jsonDoor.has(record.topic) ? this.typedByHand(record, bytes) : bytes
  }

  /** An id that the registry does not know stays unknown: no table counts below zero. */
  private idOf(id: number): number {
    let local = this.ids.get(id)
    if (local === undefined) {
      local = this.localIdOf(this.registry.schemaOf(id)) ?? -Math.abs(id)
      this.ids.set(id, local)
      this.json = this.table.toJson()
    }
    return local
  }

  private localIdOf(schema: object | undefined): number | null {
    if (schema === undefined) return null
    try {
      return this.table.idOf(codecOf(schema))
    } catch {
      // No Avro: nobody can read the value.
      return null
    }
  }

  private typedByHand(record: KafkaRecord, bytes: Buffer): Buffer {
    const codec = topicsByName.get(record.topic)?.codec
    if (codec === undefined) return bytes
    try {
      const value = this.door.decode(codec, bytes, record)
      const encoded = this.local.encode(codec, value)
      this.json = this.table.toJson()
      return encoded
    } catch {
      // Unreadable here as for the members: they have a dead letter of it.
      return bytes
    }
  }
}
