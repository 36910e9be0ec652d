/** Turns records into rows of a file and back, without losing a byte. */
import type avro from 'avsc'
import { parseType } from '../records/codec.ts'
import { WIRE_HEADER_BYTES } from '../records/serde.ts'
import type { RecordedRecord } from '../runtime/replay/recorded-run.ts'
import type { Row } from './format.ts'

export class RowCodec {
  private readonly schemaId: number | null
  private readonly type: avro.Type | null

  /** @param schemaId id of the schema whose values are written readably, null for none */
  constructor(schemaId: number | null, schema: object | null) {
    this.schemaId = schemaId
    this.type = schema === null ? null : parseType(schema)
  }

  toRow({ offset, timestamp, key, headers, value: bytes }: RecordedRecord): Row {
    const id = wireId(bytes)
    const value = id !== null && id === this.schemaId ? this.readable(bytes!) : undefined
    const row = { offset, timestamp, key, headers, schema_id: id }
    return value === undefined ? { ...row, value: null, raw: bytes } : { ...row, value, raw: null }
  }

  fromRow({ offset, timestamp, key, headers, schema_id: id, value, raw }: Row, partition: number): RecordedRecord {
    return { partition, offset, timestamp, key, headers: { ...headers }, value: this.bytesOf(id, value, raw) }
  }

  /** The value, where writing it again gives the very bytes. */
  private readable(bytes: Buffer): unknown {
    if (this.type === null) return undefined
    try {
      const body = bytes.subarray(WIRE_HEADER_BYTES)
      const value: unknown = this.type.fromBuffer(body)
      return this.type.toBuffer(value).equals(body) ? value : undefined
    } catch {
      return undefined
    }
  }

  private bytesOf(id: number | null, value: unknown, raw: Buffer | null): Buffer | null {
    if (value === null || this.type === null || id === null) return raw
    const header = Buffer.alloc(WIRE_HEADER_BYTES)
    header.writeInt32BE(id, 1)
    return Buffer.concat([header, this.type.toBuffer(value)])
  }
}

/** Schema id of a value in wire format; null for anything else. */
export function wireId(bytes: Buffer | null): number | null {
  if (bytes === null || bytes.length < WIRE_HEADER_BYTES || bytes[0] !== 0) return null
  return bytes.readInt32BE(1)
}
