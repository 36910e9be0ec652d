/** The outbox: a burst never grows it, and candles lose no volume. */
import { expect, test } from 'vitest'
import { Outbox } from '../../../src/connectors/market-ingest/outbox.ts'
import { tick } from '../../operators/inputs.ts'

test('keeps the newest tick of each market, with the volume of those it replaced, by event time', async () => {
  const outbox = new Outbox()
  for (let i = 1; i <= 10_000; i += 1) {
    outbox.putTick(tick(30_000 - i, 100 + i, { market: 'B' }), 'test')
    outbox.putTick(tick(i, 100 + i, { market: 'A' }), 'test')
  }
  const records = await outbox.take()
  expect(records.map(({ value }) => value)).toEqual([
    tick(10_000, 10_100, { market: 'A', volume: 10_000 }),
    tick(20_000, 10_100, { market: 'B', volume: 10_000 }),
  ])
})

test('waits for a record, and gives nothing once it has ended', async () => {
  const outbox = new Outbox()
  const waiting = outbox.take()
  outbox.putTick(tick(1, 100), 'test')
  expect(await waiting).toHaveLength(1)
  const last = outbox.take()
  outbox.end()
  expect(await last).toEqual([])
})
