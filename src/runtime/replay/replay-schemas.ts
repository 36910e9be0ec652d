/** Schema ids of a replay: the recording's, and for what is written now an id of its own that no recording uses. */
import type { Codec } from '../../records/codec.ts'
import type { SchemaIds } from '../../records/serde.ts'

/** Registries count from 1: the replay counts down from the largest id there is. */
const LAST_ID = 2 ** 31 - 1

export class ReplaySchemas implements SchemaIds {
  private readonly recorded: SchemaIds
  private readonly own = new Map<string, { readonly id: number; readonly schema: object }>()

  constructor(recorded: SchemaIds) {
    this.recorded = recorded
  }

  idOf({ fingerprint, schema }: Codec<unknown>): number {
    let found = this.own.get(fingerprint)
    if (found === undefined) {
      found = { id: LAST_ID - this.own.size, schema }
      this.own.set(fingerprint, found)
    }
    return found.id
  }

  schemaOf(id: number): object | undefined {
    const recorded = this.recorded.schemaOf(id)
    if (recorded !== undefined) return recorded
    for (const { id: own, schema } of this.own.values()) if (own === id) return schema
    return undefined
  }
}
