/** Any record a topic may hold, for property tests. */
import fc from 'fast-check'
import type { LogRecord } from '../../src/runtime/embedded/storage/storage.ts'

/** Text of every kind: empty, with NUL, beyond the basic plane. */
const text = fc.string({ unit: 'grapheme', maxLength: 12 })

const headers = fc
  .array(fc.tuple(fc.oneof(text, fc.constantFrom('event-type', 'trace-id', '__proto__')), text), { maxLength: 4 })
  .map((entries): LogRecord['headers'] => Object.fromEntries(entries))

const timestamp = fc.oneof(
  fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }),
  fc.integer({ min: -(2 ** 51) + 1, max: 2 ** 51 - 1 }),
)

const value = fc.option(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  { nil: null, freq: 5 },
)

/** A record; keys and headers repeat, as they do on a real topic. */
export function arbitraryRecord(): fc.Arbitrary<LogRecord> {
  const key = fc.oneof(fc.constantFrom('BTCUSDC', 'ETHUSDT'), text)
  return fc.record({ key, timestamp, headers, value }, { noNullPrototype: true })
}
