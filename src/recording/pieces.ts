/** Digests of a file piece by piece: made while it is written, and checked before it is believed. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PIECE_BYTES, type RecordedFile, RecordingFolderError } from './format.ts'

export class PieceDigests {
  bytes = 0
  private readonly pieces: string[] = []
  private hash = createHash('sha256')
  private filled = 0

  update(chunk: Buffer): void {
    this.bytes += chunk.length
    for (let at = 0; at < chunk.length; ) {
      const take = Math.min(PIECE_BYTES - this.filled, chunk.length - at)
      this.hash.update(chunk.subarray(at, at + take))
      this.filled += take
      at += take
      if (this.filled === PIECE_BYTES) this.close()
    }
  }

  /** The digests of all pieces, the last one as long as it is. */
  finish(): string[] {
    if (this.filled > 0) this.close()
    return this.pieces
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
  for await (const chunk of createReadStream(path)) digests.update(chunk)
  const damaged = digests.finish().findIndex((piece, i) => piece !== pieces[i])
  if (damaged >= 0) {
    const from = damaged * PIECE_BYTES
    throw new RecordingFolderError(
      `${path} is damaged between byte ${from} and ${Math.min(bytes, from + PIECE_BYTES)}: copy the recording again`,
    )
  }
}
