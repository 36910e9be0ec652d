/** The Avro object container file of one partition while it is written: block by block, so that it can go on at any of them. */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import avro from 'avsc'
import { codecOf, parseType } from '../records/codec.ts'
import type { RecordedRecord } from '../runtime/replay/recorded-run.ts'
import { FileBytes } from './file-bytes.ts'
import { type Manifest, type PartialFile, PIECE_BYTES, type RecordedFile, rowSchema } from './format.ts'
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

const BLOCK_BYTES = 65_536
const LONG = avro.Type.forSchema('long')
const METADATA = avro.Type.forSchema({ type: 'map', values: 'bytes' })

/** A file whose first row is known: that decides how its values are written. */
interface Opened {
  readonly schemaId: number | null
  readonly rows: RowWriter
  readonly type: avro.Type
}

export class PartitionFile {
  private readonly options: PartitionFileOptions
  private readonly digests = new PieceDigests()
  private readonly sync: Buffer
  private opened: Opened | null = null
  private block: Buffer[] = []
  private blockBytes = 0
  private maxBlockBytes = BLOCK_BYTES
  private records = 0
  private first = 0
  private end = 0
  /** What has been written so far, to go on from; null before the first block. */
  checkpoint: PartialFile | null = null

  private constructor(options: PartitionFileOptions) {
    this.options = options
    // Avro wants sixteen bytes that occur nowhere else; made of the name, the same run gives the same file.
    this.sync = createHash('md5').update(`${options.topic}/${options.partition}`).digest()
  }

  /** Begins a file; one that is there already is replaced. */
  static begin(options: PartitionFileOptions): PartitionFile {
    rmSync(pathOf(options), { force: true })
    return new PartitionFile(options)
  }

  /** Goes on with a file behind the block that was written last; null where that is not there any more. */
  static resume(options: PartitionFileOptions, partial: PartialFile): PartitionFile | null {
    const path = pathOf(options)
    if (!existsSync(path) || statSync(path).size < partial.bytes) return null
    truncateSync(path, partial.bytes)
    const file = new PartitionFile(options)
    file.opened = file.open(partial.schemaId)
    for (const written = new FileBytes(path); written.offset < partial.bytes; )
      file.digests.update(written.take(Math.min(PIECE_BYTES, partial.bytes - written.offset)))
    file.records = partial.records
    file.first = partial.first
    file.end = partial.end
    file.checkpoint = partial
    return file
  }

  /** Adds a record; offsets must ascend. The first one's schema is that of the readable values. */
  write(record: RecordedRecord): void {
    const id = wireId(record.value)
    this.opened ??= this.beginWith(id)
    const { type, rows } = this.opened
    const row = type.toBuffer(rows.toRow(record))
    if (this.blockBytes + row.length > this.maxBlockBytes) {
      this.flush()
      if (row.length > this.maxBlockBytes) this.maxBlockBytes = 2 * row.length
    }
    this.block.push(row)
    this.blockBytes += row.length
    if (this.records++ === 0) this.first = record.offset
    this.end = record.offset + 1
    this.note(id)
  }

  /** Completes the file: what the manifest says of it. */
  close(): RecordedFile {
    this.flush()
    if (this.opened === null) this.append(Buffer.alloc(0))
    const { topic, partition } = this.options
    const { records, first, end, digests } = this
    const pieces = digests.finish()
    return { topic, partition, file: fileOf(this.options), bytes: digests.bytes, records, first, end, pieces }
  }

  private get path(): string {
    return pathOf(this.options)
  }

  private beginWith(id: number | null): Opened {
    const opened = this.open(id)
    const schema = JSON.stringify(opened.type.schema({ exportAttrs: true }))
    const metadata = { 'avro.schema': Buffer.from(schema), 'avro.codec': Buffer.from('deflate') }
    this.append(Buffer.concat([Buffer.from('Obj\x01', 'latin1'), METADATA.toBuffer(metadata), this.sync]))
    return opened
  }

  private open(id: number | null): Opened {
    const schema = id === null ? null : (this.options.schemaOf(id) ?? null)
    const schemaId = schema === null ? null : id
    return { schemaId, rows: new RowWriter(schemaId, schema), type: parseType(rowSchema(schema)) }
  }

  private flush(): void {
    if (this.opened === null || this.block.length === 0) return
    const packed = deflateRawSync(Buffer.concat(this.block))
    const head = [LONG.toBuffer(this.block.length), LONG.toBuffer(packed.length)]
    this.append(Buffer.concat([...head, packed, this.sync]))
    this.block = []
    this.blockBytes = 0
    const { records, first, end, digests, opened } = this
    const { topic, partition } = this.options
    this.checkpoint = { topic, partition, bytes: digests.bytes, records, first, end, schemaId: opened.schemaId }
  }

  private append(bytes: Buffer): void {
    const file = openSync(this.path, 'a')
    try {
      writeSync(file, bytes)
    } finally {
      closeSync(file)
    }
    this.digests.update(bytes)
  }

  private note(id: number | null): void {
    const { schemas, schemaOf } = this.options
    if (id === null || schemas[id] !== undefined) return
    const schema = schemaOf(id)
    if (schema !== undefined) schemas[id] = { fingerprint: codecOf(schema).fingerprint, schema: { ...schema } }
  }
}

/** Path of a partition's file below the folder. */
function fileOf({ topic, partition }: Pick<PartitionFileOptions, 'topic' | 'partition'>): string {
  return join('topics', `${topic}-${partition}.avro`)
}

function pathOf(options: PartitionFileOptions): string {
  return join(options.folder, fileOf(options))
}
