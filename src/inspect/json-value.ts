/** Records as JSON: bytes, which JSON has none of, as text where they are a key and as base64 elsewhere. */

/** Name of the field whose bytes are text: the key of a dead letter. */
const TEXT_FIELD = 'key'

/** A decoded value as plain JSON: no class instances, no buffers. */
export function toJsonValue(value: unknown, field = ''): unknown {
  if (value instanceof Uint8Array) return bytesToText(Buffer.from(value), field)
  if (Array.isArray(value)) return value.map((item) => toJsonValue(item, field))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, toJsonValue(child, name)]))
}

/** The same without fields that are null and without the event time, which stands beside the value. */
export function compactValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compactValue)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([name, child]) => child !== null && name !== 'event_time')
  return Object.fromEntries(kept.map(([name, child]) => [name, compactValue(child)]))
}

function bytesToText(bytes: Buffer, field: string): string {
  return bytes.toString(field === TEXT_FIELD ? 'utf8' : 'base64')
}

/** The bytes that a field of JSON stands for; null where it should be base64 and is not. */
export function bytesOf(text: string, field: string): Buffer | null {
  if (field === TEXT_FIELD) return Buffer.from(text, 'utf8')
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}
