/** The order log: runs of records, broken by whatever does not follow on. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OrderLog } from '../../src/runtime/order.ts'

const taken = (log: OrderLog) => log.take('task', 9, 2, 'digest')

/** A record of event time 9, taken at it. */
const note = (log: OrderLog, source: number, partition: number, offset: number) =>
  log.record(source, { partition, offset, timestamp: 9 }, 9)

describe('OrderLog', () => {
  it('has nothing to say when nothing was taken', () => {
    expect(taken(new OrderLog())).toBeNull()
  })

  it('says task, time, sequence and digest, and then forgets', () => {
    const log = new OrderLog()
    note(log, 0, 1, 5)
    expect(taken(log)).toEqual({
      task: 'task',
      event_time: 9,
      sequence: 2,
      config_digest: 'digest',
      runs: [{ source: 0, partition: 1, offset: 5, count: 1, taken_at: null }],
    })
    expect(taken(log)).toBeNull()
    note(log, 0, 1, 6)
    expect(taken(log)?.runs).toEqual([{ source: 0, partition: 1, offset: 6, count: 1, taken_at: null }])
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
      note(log, source, partition, offset)
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
    note(log, 0, 0, 5)
    log.punctuation(9)
    note(log, 0, 0, 6)
    expect(taken(log)?.runs).toEqual([
      { source: 0, partition: 0, offset: 5, count: 1, taken_at: null },
      { source: -1, partition: -1, offset: 9, count: 1, taken_at: null },
      { source: 0, partition: 0, offset: 6, count: 1, taken_at: null },
    ])
  })

  it('notes the stream time where a reader could not know it, in every stretch anew', () => {
    const log = new OrderLog()
    for (const [offset, timestamp, nowMs] of [
      [0, 10, 10],
      [1, 20, 20],
      [2, 15, 20],
      [3, 15, 30],
      [4, 30, 30],
      [5, 99, 30],
    ] as const)
      log.record(0, { partition: 0, offset, timestamp }, nowMs)
    const seen = () => taken(log)?.runs.map(({ offset, count, taken_at }) => [offset, count, taken_at])
    expect(seen()).toEqual([
      [0, 3, null],
      [3, 1, 30],
      [4, 1, null],
      [5, 1, 30],
    ])
    log.record(0, { partition: 0, offset: 6, timestamp: 15 }, 30)
    expect(seen()).toEqual([[6, 1, 30]])
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
        for (const { source, partition, offset } of inputs) note(log, source, partition, offset)
        const spelt = taken(log)?.runs.flatMap(({ source, partition, offset, count }) =>
          Array.from({ length: count }, (_, i) => ({ source, partition, offset: offset + i })),
        )
        expect(spelt ?? []).toEqual(inputs)
      }),
    )
  })
})
