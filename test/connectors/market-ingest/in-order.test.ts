/** Live records in the strict order that the embedded driver asks for. */
import { expect, test } from 'vitest'
import { inOrder } from '../../../src/connectors/market-ingest/index.ts'
import type { SourceRecord } from '../../../src/connectors/source-record.ts'

const at = (timestamp: number): SourceRecord => ({
  topic: 'market.tick',
  key: 'A',
  timestamp,
  value: { event_time: timestamp },
  source: 'test',
})

test('moves what comes too late to the next free millisecond, in the record too, and keeps batches apart', async () => {
  const batches = async function* () {
    yield [at(5), at(20), at(12)]
    yield [at(20), at(15), at(30)]
    yield []
    yield [at(31)]
  }
  const given: (readonly SourceRecord[])[] = []
  for await (const batch of inOrder(batches(), 10)) given.push(batch)
  const times = given.map((batch) => batch.map(({ timestamp }) => timestamp))
  expect(times).toEqual([[11, 12, 20], [21, 21, 30], [], [31]])
  expect(given.flat().map(({ value }) => Reflect.get(value, 'event_time'))).toEqual(times.flat())
})
