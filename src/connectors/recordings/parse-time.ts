/** Reads a moment as people and exports write it: ISO 8601 or epoch milliseconds. */
import { RecordingError } from './errors.ts'

/** 2000-01-01 and 2100-01-01: outside of them a number is not epoch milliseconds but seconds, microseconds or junk. */
export const EARLIEST_TIME = 946_684_800_000
export const LATEST_TIME = 4_102_444_800_000

const ISO_8601 = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i

/** True when `time` is a whole number of milliseconds of this century. */
export function isEpochMs(time: number): boolean {
  return Number.isInteger(time) && time >= EARLIEST_TIME && time < LATEST_TIME
}

/**
 * Unix ms of an ISO 8601 text (`2025-12-13`, `2025-12-13T18:18:00Z`, `2025-12-13 18:18:00.5+02:00`; UTC where no zone
 * is given; finer than a millisecond is cut off) or of epoch milliseconds. Null where it is neither.
 */
export function readTime(text: string): number | null {
  const trimmed = text.trim()
  const time = /^\d+$/.test(trimmed) ? Number(trimmed) : isoTime(trimmed)
  return isEpochMs(time) ? time : null
}

/**
 * As `readTime`, but throws where the text is no time.
 *
 * @param text what was given
 * @param what name of the option or field, for the message
 * @throws RecordingError BAD_OPTION
 */
export function parseTime(text: string, what: string): number {
  const time = readTime(text)
  if (time === null) throw new RecordingError('BAD_OPTION', `${what}: ${notATime(text)}`)
  return time
}

/** Why a text is no time, with the likely mistake. */
export function notATime(text: string): string {
  const reason = `'${text}' is neither ISO 8601 (2025-12-13T18:18:00Z) nor epoch milliseconds (1765649880000)`
  if (/^\d{9,10}$/.test(text.trim())) return `${reason}; it looks like epoch seconds: multiply by 1000`
  if (/^\d{16}$/.test(text.trim())) return `${reason}; it looks like epoch microseconds: divide by 1000`
  return reason
}

function isoTime(text: string): number {
  const match = ISO_8601.exec(text)
  if (match === null) return Number.NaN
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    match
  // Date.parse rolls 30 February over into March.
  if (Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) return Number.NaN
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3)
  const offset = zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2').toUpperCase()
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${offset}`)
}
