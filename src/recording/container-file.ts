/** An Avro object container file, block by block. */
import { inflateRawSync } from 'node:zlib'
import { FileBytes } from './file-bytes.ts'
import { RecordingFolderError } from './format.ts'

const MAGIC = Buffer.from('Obj\x01', 'latin1')
const SYNC_BYTES = 16

/** Some rows of a file, one behind the other. */
export interface Block {
  readonly rows: number
  readonly bytes: Buffer
  /** Where the block begins in the file. */
  readonly offset: number
}

export interface ContainerFile {
  /** Schema of a row, as the file itself says. */
  readonly schema: unknown
  /** The blocks in order. Throws a RecordingFolderError that names the file, and the byte, where it is damaged. */
  readonly blocks: Iterable<Block>
}

/** Opens a file; null where it is empty, as that of a partition without records. Throws as `blocks` does. */
export function openContainer(path: string): ContainerFile | null {
  const bytes = new FileBytes(path)
  return named(path, bytes, () => {
    if (bytes.isAtEnd) return null
    if (!bytes.take(MAGIC.length).equals(MAGIC)) throw new RangeError('it is no Avro object container file')
    const meta = metadata(bytes)
    const codec = meta.get('avro.codec')?.toString('latin1') ?? 'null'
    if (codec !== 'null' && codec !== 'deflate') throw new RangeError(`its codec is ${codec}, not deflate`)
    const schema: unknown = JSON.parse(meta.get('avro.schema')?.toString('utf8') ?? 'null')
    const sync = Buffer.from(bytes.take(SYNC_BYTES))
    return { schema, blocks: blocks(path, bytes, codec === 'deflate', sync) }
  })
}

function metadata(bytes: FileBytes): ReadonlyMap<string, Buffer> {
  const entries = new Map<string, Buffer>()
  for (let count = bytes.long(); count !== 0; count = bytes.long()) {
    if (count < 0) bytes.long()
    for (let left = Math.abs(count); left > 0; left--) {
      const name = bytes.take(bytes.long()).toString('utf8')
      entries.set(name, Buffer.from(bytes.take(bytes.long())))
    }
  }
  return entries
}

function* blocks(path: string, bytes: FileBytes, isDeflated: boolean, sync: Buffer): Generator<Block> {
  while (!bytes.isAtEnd) {
    const { offset } = bytes
    yield named(path, bytes, () => {
      const rows = bytes.long()
      const packed = bytes.take(bytes.long())
      // Readers write into the block, so one that is not unpacked must be a copy.
      const block = isDeflated ? inflateRawSync(packed) : Buffer.from(packed)
      if (!bytes.take(SYNC_BYTES).equals(sync)) throw new RangeError('the mark behind the block is not there')
      return { rows, bytes: block, offset }
    })
  }
}

function named<T>(path: string, bytes: FileBytes, read: () => T): T {
  const { offset } = bytes
  try {
    return read()
  } catch (cause) {
    throw damaged(path, offset, cause)
  }
}

/** The error for a file that cannot be read any further. */
export function damaged(path: string, offset: number, cause: unknown): RecordingFolderError {
  const what = cause instanceof Error ? cause.message : String(cause)
  return new RecordingFolderError(`${path} cannot be read behind byte ${offset}: ${what}. Copy the recording again`, {
    cause,
  })
}
