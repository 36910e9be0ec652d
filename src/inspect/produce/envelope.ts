/** One line of JSON as a record to be: the value alone, or with key, timestamp and headers around it. */

/** What a line says. What it leaves out is undefined. */
export interface Envelope {
  readonly key: string | undefined
  /** Unix ms. */
  readonly timestamp: number | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly value: object
}

/** Why a line is no record. */
export class LineError extends Error {
  override readonly name = 'LineError'
}

/** What may stand around a value; place and topic too, so that `ilf tail --json` can be read back, and are ignored. */
const AROUND: ReadonlySet<string> = new Set(['key', 'timestamp', 'headers', 'value', 'topic', 'partition', 'offset'])

/** Reads a line. Throws a LineError that says what is wrong with it. */
export function parseLine(line: string): Envelope {
  const document = parsed(line)
  if (!isObject(document)) throw new LineError('must be a JSON object')
  // Some values have a field `value` themselves; only an object can be a record.
  const isEnvelope = isObject(document.value) && Object.keys(document).every((name) => AROUND.has(name))
  if (!isEnvelope) return { key: undefined, timestamp: undefined, headers: {}, value: document }
  const { key, timestamp, headers, value } = document
  return {
    key: keyOf(key),
    timestamp: timestampOf(timestamp),
    headers: headersOf(headers),
    value: isObject(value) ? value : {},
  }
}

type JsonObject = Readonly<Record<string, unknown>>

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new LineError(`is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function keyOf(key: unknown): string | undefined {
  if (key === undefined || typeof key === 'string') return key
  throw new LineError('key: must be text')
}

/** A time in ms, whole and not negative; undefined where there is none. */
export function timestampOf(timestamp: unknown, name = 'timestamp'): number | undefined {
  if (timestamp === undefined) return undefined
  if (typeof timestamp === 'number' && Number.isSafeInteger(timestamp) && timestamp >= 0) return timestamp
  throw new LineError(`${name}: must be a Unix time in whole milliseconds`)
}

function headersOf(headers: unknown): Readonly<Record<string, string>> {
  if (headers === undefined) return {}
  if (!isObject(headers)) throw new LineError('headers: must be an object of texts')
  const entries = Object.entries(headers).map(([name, text]): [string, string] => {
    if (typeof text === 'string') return [name, text]
    throw new LineError(`headers.${name}: must be text`)
  })
  return Object.fromEntries(entries)
}
