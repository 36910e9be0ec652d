/** Records as JSON: bytes, which JSON has none of, as text where they are a key and as base64 elsewhere. */
import { bytesToText } from '../records/json-bytes.ts'

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
