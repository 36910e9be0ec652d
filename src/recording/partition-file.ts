/** The file of one partition while it is written: rows go in, and a digest of every piece comes out with it. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import avro from 'avsc'
import { codecOf, parseType } from '../records/codec.ts'
import type { RecordedRecord } from '../runtime/replay/recorded-run.ts'
import { type Manifest, type RecordedFile, rowSchema } from './format.ts'
import { PieceDigests } from './pieces.ts'
import { RowWriter, wireId } from './row-writer.ts'

export interface PartitionFileOptions {
  /** Folder of the recording. */
  readonly folder: string
  readonly topic: string
  readonly partition: number
  schemaOf(id: number): object | undefined
  /** Gets the schemas that values of the file name. */
  readonly schemas: Manifest['schemas']
}

interface Open {
  readonly rows: RowWriter
  readonly encoder: avro.streams.BlockEncoder
  readonly digests: PieceDigests
  readonly written: Promise<void>
}

export class PartitionFile {
  private readonly options: PartitionFileOptions
  private open: Open | null = null
  private records = 0
  private first = 0
  private end = 0

  constructor(options: PartitionFileOptions) {
    this.options = options
  }

  /** Adds a record; offsets must ascend. The first one's schema is that of the readable values. */
  async write(record: RecordedRecord): Promise<void> {
    const id = wireId(record.value)
    this.open ??= this.begin(id)
    if (this.records++ === 0) this.first = record.offset
    this.end = record.offset + 1
    this.note(id)
    const { encoder, rows, written } = this.open
    if (!encoder.write(rows.toRow(record))) await Promise.race([once(encoder, 'drain'), written])
  }

  /** Completes the file: what the manifest says of it. */
  async close(): Promise<RecordedFile> {
    const { topic, partition } = this.options
    this.open ??= this.begin(null)
    const { encoder, digests, written } = this.open
    encoder.end()
    await written
    const { records, first, end } = this
    return { topic, partition, file: this.path, bytes: digests.bytes, records, first, end, pieces: digests.pieces }
  }

  private get path(): string {
    return join('topics', `${this.options.topic}-${this.options.partition}.avro`)
  }

  private begin(id: number | null): Open {
    const { folder, topic, partition, schemaOf } = this.options
    const schema = id === null ? null : (schemaOf(id) ?? null)
    const encoder = new avro.streams.BlockEncoder(parseType(rowSchema(schema)), {
      codec: 'deflate',
      // Avro wants sixteen bytes that occur nowhere else; made of the name, the same run gives the same file.
      syncMarker: createHash('md5').update(`${topic}/${partition}`).digest(),
    })
    const digests = new PieceDigests()
    const path = join(folder, this.path)
    rmSync(path, { force: true })
    const written = pipeline(encoder, digests, createWriteStream(path))
    // Whoever writes or closes gets the error; until then nobody waits for it.
    written.catch(() => undefined)
    return { rows: new RowWriter(schema === null ? null : id, schema), encoder, digests, written }
  }

  private note(id: number | null): void {
    const { schemas, schemaOf } = this.options
    if (id === null || schemas[id] !== undefined) return
    const schema = schemaOf(id)
    if (schema !== undefined) schemas[id] = { fingerprint: codecOf(schema).fingerprint, schema: { ...schema } }
  }
}
