/** A follower hands every record over once, in bounded portions, and holds back what comes later than it may. */
import { expect, it } from 'vitest'
import { TopicFollower } from '../../src/inspect/topic-follower.ts'
import { Serde } from '../../src/records/serde.ts'
import { LocalSchemas } from '../../src/runtime/embedded/local-schemas.ts'
import { META } from '../../src/runtime/embedded/meta.ts'
import { MemoryStorage } from '../../src/runtime/embedded/storage/memory-storage.ts'
import { TopicReader } from '../../src/runtime/embedded/topic-reader.ts'
import { topics } from '../../src/topics.ts'

const topic = topics.controlCommand
const ALL = { most: 1_000 }

function run() {
  const storage = new MemoryStorage()
  const schemas = new LocalSchemas(undefined)
  const serde = new Serde(schemas)
  /** Times of the records; null stands for one that cannot be read, at time 0. */
  const add = (times: readonly (number | null)[], partition = 0) => {
    const records = times.map((time) => {
      const command = { account: 'a', event_time: time ?? 0, command: 'HALT', issued_by: 'me', reason: 'r' } as const
      const value = time === null ? Buffer.from('?') : Buffer.from(serde.encode(topic.codec, command))
      return { key: 'a', timestamp: time ?? 0, headers: { source: 's' }, value }
    })
    const append = { topic: topic.name, partition, firstOffset: storage.endOffset(topic.name, partition), records }
    const meta = new Map([[META.schemas, schemas.toJson()]])
    storage.commit({ appends: [append], changes: [], meta, inboxTaken: 0 })
  }
  const follower = new TopicFollower(new TopicReader(storage))
  const take = (limits: { readonly most: number; readonly untilMs?: number }) => {
    const seen: number[] = []
    follower.refresh()
    const taken = follower.take(topic, limits, ({ event_time }, { source }) => {
      expect(source).toBe('s')
      seen.push(event_time)
    })
    return { seen, ...taken }
  }
  return { add, take, follower }
}

it('hands everything over once, unreadable records left out and counted', () => {
  const { add, take, follower } = run()
  add([1, null, 3])
  expect(take(ALL)).toEqual({ seen: [1, 3], records: 3, isMore: false, lastMs: 3 })
  expect(take(ALL)).toEqual({ seen: [], records: 0, isMore: false, lastMs: Number.NEGATIVE_INFINITY })
  add([4])
  expect(take(ALL).seen).toEqual([4])
  expect([follower.takenOf(topic.name), follower.count(topic.name)]).toEqual([4, 4])
})

it('hands over portions, over all partitions, and says that there is more', () => {
  const { add, take } = run()
  add([1, 2, 3])
  add([4, 5], 1)
  expect(take({ most: 2 })).toMatchObject({ seen: [1, 2], isMore: true, lastMs: 2 })
  expect(take({ most: 2 })).toMatchObject({ seen: [3, 4], isMore: true, lastMs: 4 })
  expect(take({ most: 2 })).toMatchObject({ seen: [5], isMore: false })
})

it('holds back what is later than it may be, and what stands behind it', () => {
  const { add, take } = run()
  add([1, 5, 2])
  expect(take({ most: 10, untilMs: 3 })).toMatchObject({ seen: [1], records: 1, isMore: false })
  expect(take({ most: 10, untilMs: 5 })).toMatchObject({ seen: [5, 2], records: 2 })
})

it('leaves out what was there before', () => {
  const { add, take, follower } = run()
  add([1, 2])
  follower.refresh()
  follower.skipToEnd()
  add([3])
  expect(take(ALL).seen).toEqual([3])
})
