/** Reads the lines of a signals file into loose fields: JSON lines or CSV, told apart by the first character. */
import { parse } from 'csv-parse/sync'
import { RecordingError } from './errors.ts'
import type { Fault } from './problem.ts'
import type { SignalFields } from './signal-fields.ts'

/** The form of a signals file. */
export type SignalForm = 'JSON' | 'CSV'

/** The fields of a line, or why it has none. */
export type SignalLine = { readonly fields: SignalFields } | { readonly fault: Fault }

/** Reads a line; null for a line without data (the CSV header). */
export type SignalLineReader = (line: string) => SignalLine | null

/**
 * The reader for a signals file, chosen by its first line with text.
 *
 * @throws RecordingError BAD_HEADER for a CSV header without the columns a signal needs, or a JSON array
 */
export function signalLineReader(firstLine: string, file: string): { form: SignalForm; read: SignalLineReader } {
  const start = firstLine.trimStart()
  if (start.startsWith('{')) return { form: 'JSON', read: jsonLine }
  if (start.startsWith('[')) {
    throw new RecordingError('BAD_HEADER', `${file} is a JSON array: write one JSON object a line, without [ ] and ,`)
  }
  return { form: 'CSV', read: csvReader(firstLine, file) }
}

function jsonLine(line: string): SignalLine {
  try {
    const value: unknown = JSON.parse(line)
    if (isObject(value)) return { fields: value }
    return { fault: { code: 'BROKEN_JSON', message: 'the line is JSON but not an object' } }
  } catch (error) {
    return { fault: { code: 'BROKEN_JSON', message: error instanceof Error ? error.message : String(error) } }
  }
}

function isObject(value: unknown): value is SignalFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Each line is parsed by itself, so that an open quote spoils its own line and not the rest of the file. */
function csvReader(headerLine: string, file: string): SignalLineReader {
  const names = headerCells(headerLine).map((name) => name.toLowerCase())
  const missing = ['symbol', 'action', 'confidence'].filter((column) => !names.includes(column))
  if (!names.includes('timestamp') && !names.includes('event_time')) missing.unshift('timestamp')
  if (missing.length > 0) {
    throw new RecordingError(
      'BAD_HEADER',
      `${file} is neither JSON lines nor CSV of signals: its header lacks ${missing.join(', ')}; ` +
        `it reads '${headerLine.slice(0, 200)}'`,
    )
  }
  let isHeader = true
  return (line) => {
    if (isHeader) {
      isHeader = false
      return null
    }
    try {
      const values = cells(line)
      const message = `${values.length} columns where the header has ${names.length}`
      if (values.length !== names.length) return { fault: { code: 'MALFORMED_LINE', message } }
      return { fields: Object.fromEntries(names.map((name, index) => [name, values[index]])) }
    } catch (error) {
      return { fault: { code: 'MALFORMED_LINE', message: error instanceof Error ? error.message : String(error) } }
    }
  }
}

/** A header that is no CSV lacks every column. */
function headerCells(line: string): readonly string[] {
  try {
    return cells(line)
  } catch {
    return []
  }
}

/** Throws csv-parse's own error for a line that is no CSV. */
function cells(line: string): readonly string[] {
  const rows: string[][] = parse(line, { relax_column_count: true, trim: true })
  return rows[0] ?? []
}
