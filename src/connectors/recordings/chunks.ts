/** Reads a file in chunks, unpacking gzip where the first two bytes say so. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { RecordingError } from './errors.ts'

const CHUNK_BYTES = 256 * 1024

/**
 * The bytes of a file, gzip (one member or several) or plain.
 *
 * @throws RecordingError FILE_UNREADABLE, naming the file, when it is missing, unreadable or its gzip is broken off
 */
export async function* readChunks(file: string): AsyncGenerator<Buffer> {
  try {
    const source = (await startsWithGzipMagic(file)) ? unpacked : plain
    yield* source(file)
  } catch (error) {
    if (error instanceof RecordingError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new RecordingError('FILE_UNREADABLE', `cannot read ${file}: ${reason}`, { cause: error })
  }
}

async function startsWithGzipMagic(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}

/** The bytes as they are on the disk. */
export async function* plain(file: string): AsyncGenerator<Buffer> {
  yield* createReadStream(file, { highWaterMark: CHUNK_BYTES })
}

async function* unpacked(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file, { highWaterMark: CHUNK_BYTES })
  // The pipeline closes the file when the reader stops early; its errors also reach the loop over its last stream.
  yield* pipeline(source, createGunzip({ chunkSize: CHUNK_BYTES }), () => {})
}
