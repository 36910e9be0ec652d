/** Writes candle files for tests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** A candle as a file has it. */
export interface Candle {
  readonly time: number
  readonly market: string
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

const COLUMNS = {
  open_time_ms: 'time',
  symbol: 'market',
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
  volume: 'volume',
} as const

type Column = keyof typeof COLUMNS
export const COLUMN_NAMES: readonly Column[] = ['open_time_ms', 'symbol', 'open', 'high', 'low', 'close', 'volume']

/** The text of a candle file with its columns in the given order. */
export function candleCsv(candles: readonly Candle[], columns: readonly Column[] = COLUMN_NAMES): string {
  const lines = candles.map((candle) => columns.map((column) => candle[COLUMNS[column]]).join(','))
  return [columns.join(','), ...lines].join('\n')
}

/** Calls `use` with a folder that is gone afterwards, and a function that writes a file into it and gives its path. */
export async function inFolder<Result>(
  use: (write: (name: string, text: string) => string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'ilf-recordings-'))
  try {
    return await use((name, text) => {
      const path = join(folder, name)
      writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
      return path
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
