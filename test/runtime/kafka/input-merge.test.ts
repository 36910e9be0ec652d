/** A task takes its inputs by event time, and waits for slower sources as long as they have something, else a bounded time. */
import { beforeEach, describe, expect, it } from 'vitest'
import { Serde } from '../../../src/records/serde.ts'
import { LocalSchemas } from '../../../src/runtime/embedded/local-schemas.ts'
import { EventClock } from '../../../src/runtime/kafka/lane/event-clock.ts'
import { InputMerge, type Turn, type Waiting } from '../../../src/runtime/kafka/lane/input-merge.ts'
import { InputQueue } from '../../../src/runtime/kafka/reading/input-queue.ts'
import { KafkaRecord } from '../../../src/runtime/kafka/reading/kafka-record.ts'
import { turnOf } from '../../../src/runtime/rounds.ts'
import { counts, signal, words } from '../../runtime/example-topologies.ts'

const IDLE_WAIT_MS = 50
const serde = new Serde(new LocalSchemas(undefined))

let word: InputQueue
let count: InputQueue
let merge: InputMerge
let clock: EventClock

beforeEach(() => {
  word = new InputQueue('words', 0, 0)
  count = new InputQueue('counts', 0, 0)
  clock = new EventClock()
  merge = new InputMerge(
    [
      { index: 0, spec: { topic: counts, mode: 'partitioned' }, isExternal: false, queues: [count] },
      { index: 1, spec: { topic: words, mode: 'partitioned' }, isExternal: true, queues: [word] },
    ],
    { idleWaitMs: IDLE_WAIT_MS, serde, clock },
  )
})

/** An answer of the broker: records by key and time, and how many more lie behind them. */
function arrive(
  queue: InputQueue,
  nowMs: number,
  records: readonly (readonly [key: string, timeMs: number, round?: number])[],
  behind = 0,
): void {
  for (const [key, timestamp, round = 0] of records) {
    const value = serde.encode(words.codec, signal(key, timestamp))
    queue.push(
      new KafkaRecord(
        queue.topic,
        0,
        { offset: queue.position++, timestamp, key: Buffer.from(key), value, traceId: null, round },
        nowMs,
      ),
    )
  }
  queue.end = queue.position + behind
  queue.checkedMs = nowMs
}

function taken(turn: Turn | Waiting): readonly string[] | number {
  if ('untilMs' in turn) return turn.untilMs
  return merge
    .take(turn)
    .flatMap(({ source, records }) => records.map(({ key, offset }) => `${turn.timeMs} ${source} ${key} ${offset}`))
}

const START = Number.NEGATIVE_INFINITY

describe('an instant', () => {
  it('is ordered by source, key and offset', () => {
    arrive(word, 0, [
      ['B', 1],
      ['A', 1],
      ['A', 1],
      ['A', 2],
    ])
    arrive(count, 0, [
      ['C', 1],
      ['A', 3],
    ])
    expect(taken(merge.next(START, 0))).toEqual(['1 0 C 0', '1 1 A 1', '1 1 A 2', '1 1 B 0'])
    expect(taken(merge.next(1, 0))).toEqual(['2 1 A 3'])
  })

  it('waits without bound for a source that has records behind its end', () => {
    arrive(word, 0, [['A', 1]])
    arrive(count, 0, [], 1)
    expect(taken(merge.next(START, 1e9))).toBe(Number.POSITIVE_INFINITY)
  })

  it('waits without bound for a source nobody has heard of yet', () => {
    arrive(word, 0, [['A', 1]])
    expect(taken(merge.next(START, 1e9))).toBe(Number.POSITIVE_INFINITY)
  })

  it('waits a bounded time for a source at its end, from when the record arrived', () => {
    arrive(word, 100, [['A', 1]])
    arrive(count, 120, [])
    expect(taken(merge.next(START, 130))).toBe(150)
    expect(taken(merge.next(START, 150))).toEqual(['1 1 A 0'])
  })

  it('does not believe an end that is older than the record', () => {
    arrive(count, 90, [])
    arrive(word, 100, [['A', 1]])
    expect(taken(merge.next(START, 1e9))).toBe(Number.POSITIVE_INFINITY)
    arrive(count, 110, [])
    expect(taken(merge.next(START, 1e9))).toEqual(['1 1 A 0'])
  })

  it('does not wait where every source is past it', () => {
    arrive(word, 0, [['A', 1]], 5)
    arrive(count, 0, [['A', 2]], 5)
    expect(taken(merge.next(START, 0))).toBe(Number.POSITIVE_INFINITY)
    arrive(word, 0, [['A', 2]], 5)
    expect(taken(merge.next(START, 0))).toEqual(['1 1 A 0'])
  })

  it('takes late records at stream time', () => {
    arrive(word, 0, [
      ['A', 5],
      ['B', 3],
      ['A', 9],
    ])
    arrive(count, 0, [
      ['A', 4],
      ['A', 9],
    ])
    expect(taken(merge.next(7, 0))).toEqual(['7 0 A 0', '7 1 A 0', '7 1 B 1'])
  })

  it('does not make effects wait again for what their cause has waited for', () => {
    clock.note(1, 100)
    arrive(word, 145, [])
    arrive(count, 140, [['A', 1]])
    expect(taken(merge.next(START, 145))).toBe(150)
    expect(taken(merge.next(START, 150))).toEqual(['1 0 A 0'])
    clock.note(9, 1_000)
    arrive(count, 1_010, [['A', 2]])
    arrive(word, 1_010, [])
    expect(taken(merge.next(1, 1_010))).toBe(1_050)
  })

  it('is taken round by round, causes before effects', () => {
    arrive(word, 0, [
      ['A', 1],
      ['A', 2],
    ])
    arrive(count, 0, [
      ['B', 1, 1],
      ['A', 1, 1],
      ['C', 1, 2],
      ['A', 2],
    ])
    expect(taken(merge.next(START, 0))).toEqual(['1 1 A 0'])
    expect(merge.nextTurn(1)).toBe(turnOf(1, 1))
    expect(taken(merge.next(1, 0))).toEqual(['1 0 A 1', '1 0 B 0'])
    expect(taken(merge.next(1, 0))).toEqual(['1 0 C 2'])
    expect(taken(merge.next(1, 0))).toEqual(['2 0 A 3', '2 1 A 1'])
  })

  it('is cut when it is larger than memory allows', () => {
    arrive(
      word,
      0,
      Array.from({ length: 40_000 }, () => ['A', 1] as const),
      10,
    )
    arrive(count, 0, [['A', 2]])
    expect(word.wantsMore).toBe(false)
    expect(taken(merge.next(START, 0))).toHaveLength(40_000)
    expect(word.size).toBe(0)
  })
})
