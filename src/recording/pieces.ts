/** Digests of a file piece by piece: made while it is written, and checked before it is believed. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform, type TransformCallback } from 'node:stream'
import { PIECE_BYTES, type RecordedFile, RecordingFolderError } from './format.ts'

/** Hands bytes through and digests them. */
export class PieceDigests extends Transform {
  readonly pieces: string[] = []
  bytes = 0
  private hash = createHash('sha256')
  private filled = 0

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length
    for (let at = 0; at < chunk.length; ) {
      const take = Math.min(PIECE_BYTES - this.filled, chunk.length - at)
      this.hash.update(chunk.subarray(at, at + take))
      this.filled += take
      at += take
      if (this.filled === PIECE_BYTES) this.close()
    }
    done(null, chunk)
  }

  override _flush(done: TransformCallback): void {
    if (this.filled > 0) this.close()
    done()
  }

  private close(): void {
    this.pieces.push(this.hash.digest('hex'))
    this.hash = createHash('sha256')
    this.filled = 0
  }
}

/** Throws a RecordingFolderError that names the file, and the place, where it is not what the manifest says. */
export async function checkFile(folder: string, { file, bytes, pieces }: RecordedFile): Promise<void> {
  const path = join(folder, file)
  const size = await stat(path).then(
    (found) => found.size,
    () => null,
  )
  if (size === null)
    throw new RecordingFolderError(`${path} is missing, though the manifest names it: copy the recording whole`)
  if (size !== bytes) {
    const what =
      size < bytes ? `was cut off at byte ${size} of ${bytes}` : `has ${size} bytes, the manifest says ${bytes}`
    throw new RecordingFolderError(`${path} ${what}: copy the recording again`)
  }
  const digests = new PieceDigests()
  createReadStream(path).pipe(digests).resume()
  await new Promise((resolve, reject) => digests.on('end', resolve).on('error', reject))
  const damaged = digests.pieces.findIndex((piece, i) => piece !== pieces[i])
  if (damaged >= 0) {
    const from = damaged * PIECE_BYTES
    throw new RecordingFolderError(
      `${path} is damaged between byte ${from} and ${Math.min(bytes, from + PIECE_BYTES)}: copy the recording again`,
    )
  }
}
