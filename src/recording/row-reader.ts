/** Reads the rows of a block: by hand, because every record of a recording comes through here and most fields repeat. */
import type avro from 'avsc'
import { checkArrays } from '../records/array-bounds.ts'
import { type Codec, codecOf, currentCodec, parseType } from '../records/codec.ts'
import { WIRE_HEADER_BYTES } from '../records/serde.ts'
import type { RecordedRecord } from '../runtime/replay/recorded-run.ts'
import { rowSchema } from './format.ts'

type Headers = Readonly<Record<string, string>>

/** A record as it is read. Its value is a view into its block, made when asked for: most records are only taken decoded. */
class RowRecord implements RecordedRecord {
  offset = 0
  timestamp = 0
  key = ''
  headers: Headers = {}
  decoded: object | undefined = undefined
  readonly partition: number
  readonly decodedBy: Codec<unknown> | undefined
  private readonly block: Buffer
  private begin = 0
  private end = -1

  constructor(partition: number, decodedBy: Codec<unknown> | undefined, block: Buffer) {
    this.partition = partition
    this.decodedBy = decodedBy
    this.block = block
  }

  get value(): Buffer | null {
    return this.end < 0 ? null : this.block.subarray(this.begin, this.end)
  }

  valueLies(begin: number, end: number): void {
    this.begin = begin
    this.end = end
  }
}

export class RowReader {
  private readonly partition: number
  private readonly valueType: avro.Type | null
  /** The program's own codec of the same schema: what it reads is a value as tasks take it. */
  private readonly codec: Codec<unknown> | undefined
  private block: Buffer = Buffer.alloc(0)
  private at = 0
  private headers: Headers = {}
  /** The bytes `headers` was read from: most records have those of the record before. */
  private headerBytes: Buffer = Buffer.alloc(0)

  /** @param schema of a row, as the file says. Throws a RangeError where it is another layout. */
  constructor(schema: unknown, partition: number) {
    this.partition = partition
    const value = valueSchema(schema)
    if (value === undefined || !sameSchema(schema, rowSchema(value)))
      throw new RangeError('its rows have another layout than this program writes')
    const written = value === null ? null : codecOf(value)
    this.codec = written === null ? undefined : currentCodec(written.fingerprint)
    this.valueType = this.codec?.type ?? written?.type ?? null
  }

  /** The rows of a block, which is written to. Throws a RangeError where it is damaged. */
  read(block: Buffer, rows: number): readonly RecordedRecord[] {
    this.block = block
    this.at = 0
    const records: RecordedRecord[] = []
    while (records.length < rows) records.push(this.row())
    if (this.at !== block.length) throw new RangeError(`${block.length - this.at} bytes follow its last row`)
    return records
  }

  private row(): RecordedRecord {
    const row = new RowRecord(this.partition, this.codec, this.block)
    row.offset = this.long()
    row.timestamp = this.long()
    row.key = this.text()
    row.headers = this.readHeaders()
    const id = this.long() === 0 ? null : this.long()
    const isReadable = this.valueType !== null && this.long() === 1
    if (isReadable) this.readValue(this.valueType, row, id)
    if (this.long() !== 0) {
      if (isReadable) throw new RangeError('a row has two values')
      const length = this.long()
      this.skip(length)
      row.valueLies(this.at - length, this.at)
    }
    return row
  }

  /**
   * The value is decoded, which tells where it ends. The wire header is put in front of the body where it lies: what stood
   * there, at least seven bytes, is read already.
   */
  private readValue(type: avro.Type, row: RowRecord, id: number | null): void {
    if (id === null) throw new RangeError('a row has a value of no schema')
    const { block, at } = this
    checkArrays(type, block, at)
    const { value, offset: end } = type.decode(block, at)
    if (end < 0) throw new RangeError('it ends within a value')
    this.at = end
    const begin = at - WIRE_HEADER_BYTES
    block[begin] = 0
    block.writeInt32BE(id, begin + 1)
    row.valueLies(begin, end)
    row.decoded = value
  }

  private readHeaders(): Headers {
    // The encoding of a map says where it ends, so what begins the same is the same.
    if (this.headerBytes.length > 0 && this.beginsWith(this.headerBytes)) {
      this.at += this.headerBytes.length
      return this.headers
    }
    const { at } = this
    const headers: Record<string, string> = {}
    for (let count = this.long(); count !== 0; count = this.long()) {
      if (count < 0) this.long()
      for (let left = Math.abs(count); left > 0; left--) {
        const name = this.text()
        headers[name] = this.text()
      }
    }
    this.headers = headers
    this.headerBytes = Buffer.from(this.block.subarray(at, this.at))
    return headers
  }

  /** A loop: for some dozens of bytes a call into native code costs more. */
  private beginsWith(bytes: Buffer): boolean {
    const { block, at } = this
    for (let i = 0; i < bytes.length; i++) if (block[at + i] !== bytes[i]) return false
    return true
  }

  private text(): string {
    const length = this.long()
    const from = this.at
    this.skip(length)
    return this.block.toString('utf8', from, this.at)
  }

  private skip(length: number): void {
    if (length < 0 || length > this.block.length - this.at) throw new RangeError('it ends within a row')
    this.at += length
  }

  /** A zigzag integer, as exact as a double can be. */
  private long(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.block[this.at++]
      if (byte === undefined) throw new RangeError('it ends within a row')
      value += (byte & 0x7f) * scale
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
  }
}

/** Schema of the readable values, null where there are none; undefined where it is no schema of a row. */
function valueSchema(schema: unknown): object | null | undefined {
  const { fields } = schema as { fields?: readonly { name?: string; type?: unknown }[] }
  const type = fields?.find(({ name }) => name === 'value')?.type
  if (type === 'null') return null
  return Array.isArray(type) && typeof type[1] === 'object' ? type[1] : undefined
}

function sameSchema(a: unknown, b: object): boolean {
  return JSON.stringify(parseType(a as object).schema()) === JSON.stringify(parseType(b).schema())
}
