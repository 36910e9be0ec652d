/** Turns records into rows of a file, without losing a byte: `RowReader` turns them back. */
import type avro from 'avsc'
import { decodeBody, parseType } from '../records/codec.ts'
import { WIRE_HEADER_BYTES } from '../records/serde.ts'
import type { RecordedRecord } from '../runtime/replay/recorded-run.ts'
import type { Row } from './format.ts'

export class RowWriter {
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

  /** The value, where writing it again gives the very bytes. */
  private readable(bytes: Buffer): unknown {
    if (this.type === null) return undefined
    try {
      const value = decodeBody<unknown>(this.type, bytes, WIRE_HEADER_BYTES)
      return this.type.toBuffer(value).equals(bytes.subarray(WIRE_HEADER_BYTES)) ? value : undefined
    } catch {
      return undefined
    }
  }
}

/** Schema id of a value in wire format; null for anything else. */
export function wireId(bytes: Buffer | null): number | null {
  if (bytes === null || bytes.length < WIRE_HEADER_BYTES || bytes[0] !== 0) return null
  return bytes.readInt32BE(1)
}
