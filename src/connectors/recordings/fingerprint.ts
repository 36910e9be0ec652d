/** A digest of what a run was fed with: a second run on the same folder goes on only with the same input. */
import { createHash } from 'node:crypto'
import type { PlayRange } from './candle-ticks.ts'
import { plain } from './chunks.ts'

/** The files a recording is made of. */
export interface RecordingFiles {
  readonly candles: string
  readonly signals: string | null
  readonly instruments: string | null
}

/** SHA-256, hexadecimal, of the files' bytes (not their names), the range and the symbols in any order. */
export async function recordingFingerprint(files: RecordingFiles, range: PlayRange): Promise<string> {
  const parts = [
    await digestOf(files.candles),
    files.signals === null ? null : await digestOf(files.signals),
    files.instruments === null ? null : await digestOf(files.instruments),
    range.from ?? null,
    range.to ?? null,
    range.symbols?.toSorted() ?? null,
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of plain(file)) hash.update(chunk)
  return hash.digest('hex')
}
