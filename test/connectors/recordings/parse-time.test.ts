/** Times as people write them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EARLIEST_TIME, LATEST_TIME, parseTime, readTime } from '../../../src/connectors/recordings/parse-time.ts'

test.each([
  ['2025-12-13', '2025-12-13T00:00:00.000Z'],
  ['2025-12-13T18:18', '2025-12-13T18:18:00.000Z'],
  ['2025-12-13 18:18:05', '2025-12-13T18:18:05.000Z'],
  ['2025-12-13T18:18:05.1239999Z', '2025-12-13T18:18:05.123Z'],
  ['2025-12-13T18:18:05+02:00', '2025-12-13T16:18:05.000Z'],
  ['2025-12-13T18:18:05-0530', '2025-12-13T23:48:05.000Z'],
  ['2024-02-29t00:00:00z', '2024-02-29T00:00:00.000Z'],
  [' 1765649880000 ', '2025-12-13T18:18:00.000Z'],
])('%s', (text, iso) => {
  expect(parseTime(text, '--from')).toBe(Date.parse(iso))
})

test.each([
  ['yesterday', /^--from: 'yesterday' is neither ISO 8601/],
  ['', /^--from: '' is neither/],
  ['2025-02-29', /neither/],
  ['2025-13-01', /neither/],
  ['2025-12-13T25:00Z', /neither/],
  ['1765649880', /it looks like epoch seconds: multiply by 1000$/],
  ['1765649880000000', /it looks like epoch microseconds: divide by 1000$/],
  ['-1765649880000', /neither/],
  ['1765649880000.5', /neither/],
  ['1999-12-31', /neither/],
])("'%s' is refused", (text, message) => {
  expect(() => parseTime(text, '--from')).toThrow(message)
})

test('every millisecond of the century survives both forms', () => {
  fc.assert(
    fc.property(fc.integer({ min: EARLIEST_TIME, max: LATEST_TIME - 1 }), (time) => {
      expect(readTime(String(time))).toBe(time)
      expect(readTime(new Date(time).toISOString())).toBe(time)
    }),
  )
})
