/** What every driver must do, whatever it runs on: one suite, run on each of them. */
import { describe, expect, it } from 'vitest'
import type { AiSignal } from '../../src/records/generated.ts'
import { topics } from '../../src/topics.ts'
import type { Topic } from '../../src/topology/topic.ts'
import type { Topology } from '../../src/topology/topology.ts'
import { counter, counts, echoes, signal, witness, words } from '../runtime/example-topologies.ts'

/** A record as a test reads it back. */
export interface ReadBack<V> {
  readonly key: string
  readonly timestamp: number
  readonly traceId: string | null
  readonly value: V
}

export interface ContractRun {
  readonly topologies: readonly Topology<{ start: number }>[]
  /** Values, or bytes that stand on the topic as they are. */
  readonly inputs: readonly {
    readonly topic: Topic<AiSignal>
    readonly key: string
    readonly time: number
    readonly value: AiSignal | Buffer
  }[]
  /** The process dies each time it has taken so many inputs more, and is started again. */
  readonly crashEvery?: number
  readonly partitions?: number
}

/** The outputs of a run, by topic. */
export interface ContractResult {
  read<V>(topic: Topic<V>): readonly ReadBack<V>[]
}

export interface DriverUnderTest {
  readonly name: string
  run(run: ContractRun): Promise<ContractResult>
}

const say = (key: string, time: number, reason: string) => ({
  topic: words,
  key,
  time,
  value: signal(key, time, reason),
})

const script = Array.from({ length: 60 }, (_, i) =>
  say(['A', 'B', 'C'][i % 3] ?? 'A', 1_000 + Math.floor(i / 4) * 400, `w${i}`),
)

export function driverContract({ name, run }: DriverUnderTest): void {
  describe(`driver contract: ${name}`, () => {
    it('runs a topology from its source to its sink, keys and event times kept', async () => {
      const { read } = await run({
        topologies: [counter],
        inputs: [say('A', 1_000, 'x'), say('B', 1_000, 'y'), say('A', 2_000, 'z')],
      })
      expect(read(counts).map(({ key, timestamp, value }) => [key, timestamp, value.reason])).toEqual([
        ['A', 1_000, 'x#1'],
        ['B', 1_000, 'y#1'],
        ['A', 2_000, 'z#2'],
      ])
    })

    it('takes an instant in rounds: first what came from outside, then what that caused', async () => {
      const { read } = await run({
        topologies: [witness, counter],
        inputs: [say('A', 1_000, 'x'), say('B', 1_000, 'y'), say('B', 1_001, 'z')],
      })
      expect(read(echoes).map(({ value }) => value.reason)).toEqual([
        'word A x',
        'word B y',
        'count A x#1',
        'count B y#1',
        'word B z',
        'count B z#2',
      ])
    })

    it('orders the records of one instant by key, whatever order they were written in', async () => {
      const { read } = await run({
        topologies: [witness],
        inputs: [say('C', 5, '1'), say('A', 5, '2'), say('B', 5, '3'), say('A', 5, '4')],
      })
      expect(read(echoes).map(({ value }) => value.reason)).toEqual(['word A 2', 'word A 4', 'word B 3', 'word C 1'])
    })

    it('gives the same records whatever the number of partitions', async () => {
      const runs = await Promise.all(
        [1, 4].map((partitions) => run({ topologies: [counter, witness], inputs: script, partitions })),
      )
      const [one, four] = runs.map(({ read }) =>
        [read(counts), read(echoes)].map((all) => all.map(({ value }) => value).sort(byId)),
      )
      expect(four).toEqual(one)
      expect(one?.[0]).toHaveLength(script.length)
    })

    it('loses nothing and repeats nothing when it is killed again and again', async () => {
      const calm = await run({ topologies: [counter, witness], inputs: script })
      const stormy = await run({ topologies: [counter, witness], inputs: script, crashEvery: 7 })
      expect(stormy.read(counts)).toEqual(calm.read(counts))
      expect(stormy.read(echoes)).toEqual(calm.read(echoes))
    })

    it('sets a record aside that makes a step throw, undoes the step and goes on', async () => {
      const { read } = await run({
        topologies: [counter],
        inputs: [say('A', 1, 'x'), say('A', 2, 'bad'), say('A', 3, 'y')],
      })
      expect(read(counts).map(({ value }) => value.reason)).toEqual(['x#1', 'y#2'])
      const [letter] = read(topics.deadLetter)
      expect(letter?.value).toMatchObject({
        topic: 'words',
        offset: 1,
        error_code: 'STEP_FAILED',
        error: 'a bad word',
        topology: 'counter/0',
      })
      expect(letter?.value.value?.length).toBeGreaterThan(5)
    })

    it.each([
      ['an unknown schema id', Buffer.from([0, 0, 0, 0x7f, 0x7f, 1, 2, 3]), 'UNKNOWN_SCHEMA_ID'],
      ['no wire format', Buffer.from('rubbish'), 'NOT_WIRE_FORMAT'],
      ['JSON where the door is shut', Buffer.from('{"symbol":"A"}'), 'NOT_WIRE_FORMAT'],
      ['nothing', Buffer.alloc(0), 'NOT_WIRE_FORMAT'],
    ])('sets aside a value with %s, and says where it came from', async (_, value, code) => {
      const { read } = await run({
        topologies: [counter],
        inputs: [say('A', 1, 'x'), { topic: words, key: 'A', time: 2, value }, say('A', 3, 'y')],
      })
      expect(read(counts).map(({ value }) => value.reason)).toEqual(['x#1', 'y#2'])
      expect(
        read(topics.deadLetter).map(({ value }) => [value.topic, value.offset, value.error_code, value.value]),
      ).toEqual([['words', 1, code, value]])
    })
  })
}

function byId(
  a: { signal_id?: string; reason?: string | null },
  b: { signal_id?: string; reason?: string | null },
): number {
  const [x, y] = [`${a.signal_id}${a.reason}`, `${b.signal_id}${b.reason}`]
  return x < y ? -1 : x > y ? 1 : 0
}
