/** A task step by step: outputs, undo, rebuild, dead letters, order. */

import { map, merge } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { bindStep } from '../../src/operators/bind-step.ts'
import type { AiSignal } from '../../src/records/generated.ts'
import { UnreadableValue } from '../../src/records/serde.ts'
import { StreamError } from '../../src/runtime/errors.ts'
import { MAX_ROUNDS } from '../../src/runtime/rounds.ts'
import { topology } from '../../src/topology/define.ts'
import { keyValueStore } from '../../src/topology/store.ts'
import type { Input } from '../../src/topology/topology.ts'
import { counter, counts, echoes, say, witness, words } from './example-topologies.ts'
import { reasons, TaskHarness } from './task-harness.ts'

/** Writes to a store and to a sink in one branch, and throws in another one below it when the word is "bad". */
const branching = topology({
  name: 'branching',
  doc: 'one step, two sinks, one of which fails',
  config: { start: 0 },
  sources: { word: words },
  stores: { seen: keyValueStore<string>('seen') },
  sinks: { count: counts, echo: echoes },
  build: ({ word }, { stores, now }) => {
    const seen$ = word.pipe(
      bindStep('see', (input: Input<AiSignal>) => {
        stores.seen.set(input.key, input.value.reason ?? '')
        return [input]
      }),
    )
    return {
      count: seen$.pipe(map((input) => say(input, now(), `kept ${input.value.reason}`))),
      echo: seen$.pipe(
        map((input) => {
          if (input.value.reason === 'bad') throw new StreamError('MY_CODE', 'dead-letter', 'a bad word')
          return say(input, now(), `echo ${input.value.reason}`)
        }),
      ),
    }
  },
})

describe('a step', () => {
  it('emits key, event time, trace and source of each output', () => {
    const [output] = new TaskHarness(counter).say('A', 1_000, 'x')
    expect(output).toMatchObject({
      topic: 'counts',
      key: 'A',
      timestamp: 1_000,
      headers: { 'event-type': 'counts', source: 'counter', 'trace-id': 't-x', round: '1' },
      value: { symbol: 'A', event_time: 1_000, reason: 'x#1' },
    })
  })

  it('leaves the trace header out where there is no trace', () => {
    const harness = new TaskHarness(counter)
    harness.task.take(0, harness.record('A', 1, 'x', { traceId: null }), 1)
    expect(harness.outputs()[0]?.headers).toEqual({ 'event-type': 'counts', source: 'counter', round: '1' })
  })

  it('puts out a round after what it takes; what is late counts as from outside', () => {
    const harness = new TaskHarness(counter)
    harness.task.take(0, harness.record('A', 5, 'x', { round: 3 }), 5)
    harness.task.take(0, harness.record('A', 4, 'y', { round: 7 }), 5)
    expect(harness.outputs().map(({ headers }) => headers.round)).toEqual(['4', '1'])
    const last = harness.record('A', 6, 'z', { round: MAX_ROUNDS })
    expect(() => harness.task.take(0, last, 6)).toThrow('the instant 6 does not end')
  })

  it('hands its outputs over once', () => {
    const harness = new TaskHarness(counter)
    expect(harness.say('A', 1, 'x')).toHaveLength(1)
    expect(harness.task.takeOutputs()).toEqual([])
  })

  it('runs with the configuration it is given', () => {
    expect(reasons(new TaskHarness(counter, 40).say('A', 1, 'x'))).toEqual(['x#41'])
  })

  it('runs at stream time, not at the time of a late record', () => {
    const harness = new TaskHarness(counter)
    harness.task.take(0, harness.record('A', 500, 'late'), 2_000)
    expect(harness.outputs()[0]).toMatchObject({ timestamp: 2_000, value: { event_time: 2_000 } })
  })

  it('refuses a source it does not have', () => {
    const harness = new TaskHarness(counter)
    expect(() => harness.say('A', 1, 'x', 1)).toThrow('counter/3 has no source 1')
  })
})

describe('a step that fails', () => {
  it('leaves no trace in stores and outputs, whichever branch failed and whatever the others had done', () => {
    const harness = new TaskHarness(branching)
    expect(reasons(harness.say('A', 1, 'good'))).toEqual(['kept good', 'echo good'])
    expect(harness.changes()).toEqual(['seen A="good"'])
    const emitted = harness.say('A', 2, 'bad')
    expect(emitted.map(({ topic }) => topic)).toEqual(['dead.letter'])
    expect(new Set(harness.changes())).toEqual(new Set(['seen A="good"']))
  })

  it('keeps what earlier steps emitted and nobody took yet', () => {
    const harness = new TaskHarness(branching)
    for (const word of ['one', 'bad', 'two']) harness.task.take(0, harness.record('A', 1, word), 1)
    expect(harness.outputs().map(({ topic }) => topic)).toEqual(['counts', 'echoes', 'dead.letter', 'counts', 'echoes'])
  })

  it('is followed by steps that work as before: the topology is built anew on the same stores', () => {
    const harness = new TaskHarness(counter)
    const said = ['x', 'bad', 'y', 'bad', 'bad', 'z'].map((word, i) => harness.say('A', i, word))
    expect(said.flatMap(reasons).filter((reason) => typeof reason === 'string')).toEqual(['x#1', 'y#2', 'z#3'])
  })

  it('writes a dead letter that says where the record came from and what was wrong', () => {
    const harness = new TaskHarness(branching)
    harness.say('A', 1, 'good')
    const [letter] = harness.say('Ä', 7, 'bad')
    expect(letter).toMatchObject({ key: 'words', timestamp: 7, headers: { source: 'branching', 'trace-id': 't-bad' } })
    expect({ ...(letter?.value as object) }).toEqual({
      topic: 'words',
      event_time: 7,
      partition: 3,
      offset: 1,
      key: Buffer.from('Ä', 'utf8'),
      value: Buffer.from('bytes of bad'),
      schema_id: null,
      topology: 'branching/3',
      error_code: 'MY_CODE',
      error: 'a bad word',
    })
  })

  it('sets an output aside that does not fit its schema', () => {
    const unfit = topology({
      name: 'unfit',
      doc: 'emits a record whose confidence is text',
      config: { start: 0 },
      sources: { word: words },
      stores: {},
      sinks: { count: counts },
      build: ({ word }, { now }) => ({
        count: word.pipe(
          map((input) => ({
            traceId: null,
            value: Object.assign(say(input, now(), 'x').value, { confidence: 'high' }),
          })),
        ),
      }),
    })
    const [letter] = new TaskHarness(unfit).say('A', 1, 'x')
    expect(letter?.value).toMatchObject({ error_code: 'STEP_FAILED', error: expect.stringContaining('high') })
  })

  it('an unreadable record goes aside with its code and schema id, and counts as taken', () => {
    const harness = new TaskHarness(counter)
    const dead = harness.record('A', 4, 'x', { bytes: Buffer.from([0, 0, 0, 0, 9]) })
    harness.task.refuse(0, dead, new UnreadableValue('UNKNOWN_SCHEMA_ID', 9, 'never heard of it'), 4)
    expect(harness.outputs()).toMatchObject([
      {
        topic: 'dead.letter',
        timestamp: 4,
        value: { error_code: 'UNKNOWN_SCHEMA_ID', schema_id: 9, value: dead.bytes, error: 'never heard of it' },
      },
    ])
    expect(harness.task.order.take('t', 4, 0, 'c')?.runs).toEqual([
      { source: 0, partition: 3, offset: 0, count: 1, taken_at: null },
    ])
  })
})

describe('the order a task took its inputs in', () => {
  it('holds records, failed ones too, and punctuations', () => {
    const harness = new TaskHarness(witness)
    harness.say('A', 1, 'x', 1)
    harness.say('A', 2, 'y', 1)
    harness.task.punctuate(1_000)
    harness.say('A', 1_001, 'z', 0)
    expect(harness.task.order.take('witness/3', 1_001, 5, 'digest')).toEqual({
      task: 'witness/3',
      event_time: 1_001,
      sequence: 5,
      config_digest: 'digest',
      runs: [
        { source: 1, partition: 3, offset: 0, count: 2, taken_at: null },
        { source: -1, partition: -1, offset: 1_000, count: 1, taken_at: null },
        { source: 0, partition: 3, offset: 2, count: 1, taken_at: null },
      ],
    })
  })

  it('punctuation reaches the stores', () => {
    const harness = new TaskHarness(witness)
    harness.task.punctuate(1_000)
    expect(harness.changes()).toEqual(['seen time@1000="tick"'])
  })
})

it('merged streams of one source see a record in the order in which they were built', () => {
  const twice = topology({
    name: 'twice',
    doc: 'every word twice',
    config: { start: 0 },
    sources: { word: words },
    stores: {},
    sinks: { count: counts },
    build: ({ word }, { now }) => ({
      count: merge(
        word.pipe(map((input) => say(input, now(), 'first'))),
        word.pipe(map((input) => say(input, now(), 'second'))),
      ),
    }),
  })
  expect(reasons(new TaskHarness(twice).say('A', 1, 'x'))).toEqual(['first', 'second'])
})
