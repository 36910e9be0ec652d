/** The order log: runs of records, broken by whatever does not follow on. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OrderLog } from '../../src/runtime/order.ts'

const taken = (log: OrderLog) => log.take('task', 9, 2, 'digest')

describe('OrderLog', () => {
  it('has nothing to say when nothing was taken', () => {
    expect(taken(new OrderLog())).toBeNull()
  })

  it('says task, time, sequence and digest, and then forgets', () => {
    const log = new OrderLog()
    log.record(0, 1, 5)
    expect(taken(log)).toEqual({
      task: 'task',
      event_time: 9,
      sequence: 2,
      config_digest: 'digest',
      runs: [{ source: 0, partition: 1, offset: 5, count: 1 }],
    })
    expect(taken(log)).toBeNull()
    log.record(0, 1, 6)
    expect(taken(log)?.runs).toEqual([{ source: 0, partition: 1, offset: 6, count: 1 }])
  })

  it('makes one run of records that follow one another, and a new one at a gap, another source or partition', () => {
    const log = new OrderLog()
    for (const [source, partition, offset] of [
      [0, 0, 5],
      [0, 0, 6],
      [0, 0, 8],
      [1, 0, 9],
      [1, 1, 10],
    ] as const) {
      log.record(source, partition, offset)
    }
    expect(taken(log)?.runs.map(({ offset, count }) => [offset, count])).toEqual([
      [5, 2],
      [8, 1],
      [9, 1],
      [10, 1],
    ])
  })

  it('a punctuation breaks a run', () => {
    const log = new OrderLog()
    log.record(0, 0, 5)
    log.punctuation(60_000)
    log.record(0, 0, 6)
    expect(taken(log)?.runs).toEqual([
      { source: 0, partition: 0, offset: 5, count: 1 },
      { source: -1, partition: -1, offset: 60_000, count: 1 },
      { source: 0, partition: 0, offset: 6, count: 1 },
    ])
  })

  it('loses nothing: the runs spell out exactly what was noted', () => {
    const input = fc.record({
      source: fc.integer({ min: 0, max: 1 }),
      partition: fc.integer({ min: 0, max: 1 }),
      offset: fc.integer({ min: 0, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(input), (inputs) => {
        const log = new OrderLog()
        for (const { source, partition, offset } of inputs) log.record(source, partition, offset)
        const spelt = taken(log)?.runs.flatMap(({ source, partition, offset, count }) =>
          Array.from({ length: count }, (_, i) => ({ source, partition, offset: offset + i })),
        )
        expect(spelt ?? []).toEqual(inputs)
      }),
    )
  })
})
