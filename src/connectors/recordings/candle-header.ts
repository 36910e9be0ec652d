/** The header of a candle file: which column is where. */
import { RecordingError } from './errors.ts'

/** The columns a candle file must have, in any order. */
export const CANDLE_COLUMNS = ['open_time_ms', 'symbol', 'open', 'high', 'low', 'close', 'volume'] as const

export type CandleColumn = (typeof CANDLE_COLUMNS)[number]

/** Where each column is, counted from 0. */
export interface CandleHeader {
  readonly position: Readonly<Record<CandleColumn, number>>
  /** How many columns every line must have. */
  readonly width: number
  /** Columns that are there but not read. */
  readonly unknown: readonly string[]
}

/**
 * Reads the first line of a candle file. Names are taken without regard to case and surrounding blanks.
 *
 * @throws RecordingError BAD_HEADER naming the file and the columns that are missing or there twice
 */
export function candleHeader(line: string, file: string): CandleHeader {
  const names = line.split(',').map((name) => name.trim().toLowerCase())
  const missing = CANDLE_COLUMNS.filter((column) => !names.includes(column))
  if (missing.length > 0) {
    throw new RecordingError(
      'BAD_HEADER',
      `${file}: the header lacks the columns ${missing.join(', ')}; it must name ${CANDLE_COLUMNS.join(',')} ` +
        `in any order, and reads '${line.slice(0, 200)}'`,
    )
  }
  const twice = CANDLE_COLUMNS.filter((column) => names.indexOf(column) !== names.lastIndexOf(column))
  if (twice.length > 0) {
    throw new RecordingError('BAD_HEADER', `${file}: the header names the columns ${twice.join(', ')} twice`)
  }
  const at = (column: CandleColumn): number => names.indexOf(column)
  return {
    position: {
      open_time_ms: at('open_time_ms'),
      symbol: at('symbol'),
      open: at('open'),
      high: at('high'),
      low: at('low'),
      close: at('close'),
      volume: at('volume'),
    },
    width: names.length,
    unknown: names.filter((name) => !CANDLE_COLUMNS.some((column) => column === name)),
  }
}
