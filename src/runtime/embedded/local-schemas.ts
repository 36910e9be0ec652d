/** The schema table of a data folder: what the registry is on Kafka. */
import type { Codec } from '../../records/codec.ts'
import type { SchemaIds } from '../../records/serde.ts'

interface SavedSchema {
  readonly id: number
  readonly fingerprint: string
  readonly schema: object
}

export class LocalSchemas implements SchemaIds {
  private readonly saved: SavedSchema[]
  private readonly ids = new Map<string, number>()

  /** @param json what `toJson` gave, undefined for a new folder */
  constructor(json: string | undefined) {
    this.saved = json === undefined ? [] : (JSON.parse(json) as SavedSchema[])
    for (const { id, fingerprint } of this.saved) this.ids.set(fingerprint, id)
  }

  /** Registers a schema the folder does not know yet; ids count from 1 in the order of registration. */
  idOf(codec: Codec<unknown>): number {
    const known = this.ids.get(codec.fingerprint)
    if (known !== undefined) return known
    const id = this.saved.length + 1
    this.saved.push({ id, fingerprint: codec.fingerprint, schema: codec.schema })
    this.ids.set(codec.fingerprint, id)
    return id
  }

  schemaOf(id: number): object | undefined {
    return this.saved[id - 1]?.schema
  }

  toJson(): string {
    return JSON.stringify(this.saved)
  }
}
