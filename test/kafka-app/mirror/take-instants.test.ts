/** Instants of many partitions are merged by time, and no record is overtaken by one that comes later. */
import { expect, it } from 'vitest'
import { takeInstants } from '../../../src/kafka-app/mirror/take-instants.ts'
import { InputQueue } from '../../../src/runtime/kafka/reading/input-queue.ts'
import { KafkaRecord } from '../../../src/runtime/kafka/reading/kafka-record.ts'

const MANY = 1_000

interface Given {
  readonly key?: string
  readonly time: number
  readonly round?: number
}

/** @param more records that the partition holds and that were not fetched yet */
function queue(topic: string, records: readonly Given[], more = 0): InputQueue {
  const all = new InputQueue(topic, 0, 0)
  records.forEach(({ key = topic, time, round = 0 }, offset) => {
    const raw = { offset, timestamp: time, key: Buffer.from(key), value: null, traceId: null, round }
    all.push(new KafkaRecord(topic, 0, raw, 0))
  })
  all.position = records.length
  all.end = records.length + more
  return all
}

const told = (records: readonly KafkaRecord[]) => records.map(({ key, timestamp }) => `${key}@${timestamp}`)

it('merges by time', () => {
  const queues = [queue('a', [{ time: 1 }, { time: 4 }]), queue('b', [{ time: 2 }, { time: 3 }])]
  expect(told(takeInstants(queues, MANY))).toEqual(['a@1', 'b@2', 'b@3', 'a@4'])
})

it('orders an instant by round, then by key', () => {
  const queues = [
    queue('p', [
      { key: 'c', time: 1 },
      { key: 'a', time: 1 },
    ]),
    queue('q', [{ key: 'b', time: 1 }]),
    queue('r', [{ key: 'a', time: 1, round: 1 }]),
    queue('s', [{ key: 'z', time: 1 }]),
  ]
  expect(told(takeInstants(queues, MANY))).toEqual(['a@1', 'b@1', 'c@1', 'z@1', 'a@1'])
})

it('waits for a partition that may hold something earlier, and for none that is at its end', () => {
  const behind = queue('a', [{ time: 1 }], 5)
  const ended = queue('b', [])
  const ahead = queue('c', [{ time: 2 }, { time: 3 }])
  expect(told(takeInstants([behind, ended, ahead], MANY))).toEqual(['a@1'])
  behind.position = 6
  expect(told(takeInstants([behind, ended, ahead], MANY))).toEqual(['c@2', 'c@3'])
})

it('knows nothing of a partition that has not answered yet', () => {
  const silent = new InputQueue('a', 0, 0)
  expect(takeInstants([silent, queue('b', [{ time: 1 }])], MANY)).toEqual([])
})

it('stops at the number that was asked for, never within an instant', () => {
  const all = queue('a', [{ time: 1 }, { time: 2 }, { time: 2 }, { time: 2 }, { time: 3 }])
  expect(told(takeInstants([all], 2))).toEqual(['a@1', 'a@2', 'a@2', 'a@2'])
  expect(told(takeInstants([all], 2))).toEqual(['a@3'])
})
