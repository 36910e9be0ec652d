/** What a task refuses of a topology: emissions and subscriptions at the wrong time, and errors that halt. */
import { delay, map, type Observable, of, switchMap, timer } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { bindStep } from '../../src/operators/bind-step.ts'
import { toTable } from '../../src/operators/to-table.ts'
import type { AiSignal } from '../../src/records/generated.ts'
import { StreamError } from '../../src/runtime/errors.ts'
import { topology } from '../../src/topology/define.ts'
import { keyValueStore } from '../../src/topology/store.ts'
import type { Context, Input, Output } from '../../src/topology/topology.ts'
import { counts, say, words } from './example-topologies.ts'
import { reasons, TaskHarness } from './task-harness.ts'

type Word = Input<AiSignal>
type Build = (
  word: Observable<Word>,
  context: Pick<Context<Record<string, never>, { start: number }>, 'now' | 'run' | 'punctuation'>,
) => Observable<Output<AiSignal>>

/** words → counts by any means. */
const bad = (build: Build) =>
  new TaskHarness(
    topology({
      name: 'bad',
      doc: 'breaks a rule',
      config: { start: 0 },
      punctuateEveryMs: 1_000,
      sources: { word: words },
      stores: {},
      sinks: { count: counts },
      build: ({ word }, { now, run, punctuation }) => ({ count: build(word, { now, run, punctuation }) }),
    }),
  )

const errorOf = (act: () => unknown): unknown => {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}

describe('emissions outside a step', () => {
  const output = { value: say({ key: 'A', traceId: null } as Word, 0, 'x').value, traceId: null }

  it('while the topology is built: refused with LATE_EMISSION at once', () => {
    expect(errorOf(() => bad(() => of(output)))).toMatchObject({
      code: 'LATE_EMISSION',
      message: expect.stringContaining('sink "count"'),
    })
  })

  it('after the step, as delay does: refused with LATE_EMISSION at the next step', async () => {
    const harness = bad((word, { now }) =>
      word.pipe(
        map((input) => say(input, now(), 'x')),
        delay(1),
      ),
    )
    expect(harness.say('A', 1, 'x')).toEqual([])
    await new Promise((resolve) => timer(5).subscribe(resolve))
    expect(errorOf(() => harness.say('A', 2, 'y'))).toMatchObject({ code: 'LATE_EMISSION' })
  })
})

describe('subscriptions', () => {
  it('to a source after build are refused with LATE_SUBSCRIPTION: records would be lost', () => {
    const harness = bad((word, { now }) =>
      word.pipe(
        switchMap(() => word),
        map((input) => say(input, now(), 'x')),
      ),
    )
    expect(errorOf(() => harness.say('A', 1, 'x'))).toMatchObject({
      code: 'LATE_SUBSCRIPTION',
      message: expect.stringContaining('source "word"'),
    })
  })

  it('to a step in a second place are refused with SECOND_SUBSCRIPTION at once', () => {
    const twice = () =>
      bad((word, { now, run }) => {
        const step = bindStep<Word, Word>('shared step', (input) => [input])
        run(word.pipe(step))
        return word.pipe(
          step,
          map((input) => say(input, now(), 'x')),
        )
      })
    expect(errorOf(twice)).toMatchObject({
      code: 'SECOND_SUBSCRIPTION',
      message: expect.stringContaining('"shared step"'),
    })
  })

  it('several below one step are fine', () => {
    const harness = bad((word, { now, run }) => {
      const step$ = word.pipe(bindStep<Word, Word>('step', (input) => [input]))
      run(step$)
      return step$.pipe(map((input) => say(input, now(), 'x')))
    })
    expect(reasons(harness.say('A', 1, 'x'))).toEqual(['x'])
  })
})

describe('outputs', () => {
  it('at another time than the step are refused with WRONG_EVENT_TIME, and the step is undone', () => {
    const harness = bad((word) => word.pipe(map((input) => say(input, input.timestamp + 1, 'x'))))
    expect(errorOf(() => harness.say('A', 1, 'x'))).toMatchObject({
      code: 'WRONG_EVENT_TIME',
      message: expect.stringMatching(/counts record carries event time 2, but the step is at 1/),
    })
    expect(harness.outputs()).toEqual([])
  })

  it('too large for Kafka become a dead letter, the step is undone, and the next record is taken', () => {
    const harness = bad((word, { now }) =>
      word.pipe(map((input) => say(input, now(), (input.value.reason ?? '').repeat(500_000)))),
    )
    expect(harness.say('A', 1, 'x')).toMatchObject([
      { topic: 'dead.letter', value: { error_code: 'OUTPUT_TOO_LARGE', value: Buffer.from('bytes of x') } },
    ])
    expect(reasons(harness.say('A', 2, ''))).toEqual([''])
    const input = harness.record('A', 3, 'x', { bytes: Buffer.alloc(800_001) })
    harness.task.take(0, input, 3)
    const [letter] = harness.outputs()
    expect(letter?.value).toMatchObject({ value: null, error: expect.stringContaining('of 800001 bytes is too large') })
  })

  it('must have a stream for every sink', () => {
    const missing = topology({
      name: 'missing',
      doc: 'forgets its sink',
      config: { start: 0 },
      sources: { word: words },
      stores: {},
      sinks: { count: counts },
      build: () => ({}) as { count: Observable<Output<AiSignal>> },
    })
    expect(errorOf(() => new TaskHarness(missing))).toMatchObject({
      code: 'NO_STREAM',
      message: expect.stringContaining('"count"'),
    })
  })
})

describe('errors that halt', () => {
  const nothing = (stream: Observable<unknown>): Observable<never> => stream.pipe(switchMap(() => []))

  it('a punctuation that fails halts with PUNCTUATION_FAILED: no record is to blame', () => {
    const harness = bad((word, { punctuation, run }) => {
      run(
        punctuation.pipe(
          map(() => {
            throw new Error('no sleep')
          }),
        ),
      )
      return nothing(word)
    })
    const error = errorOf(() => harness.task.punctuate(1_000))
    expect(error).toMatchObject({
      code: 'PUNCTUATION_FAILED',
      errorClass: 'halt',
      message: 'bad/3 failed at 1000: no sleep',
    })
    expect(error).toHaveProperty('cause.message', 'no sleep')
  })

  it('a step error of class halt is thrown, any other class becomes a dead letter', () => {
    const failing = (errorClass: 'halt' | 'dead-letter') =>
      bad((word) =>
        nothing(
          word.pipe(
            map(() => {
              throw new StreamError('X', errorClass, 'stop')
            }),
          ),
        ),
      )
    expect(errorOf(() => failing('halt').say('A', 1, 'x'))).toMatchObject({ code: 'X', errorClass: 'halt' })
    expect(failing('dead-letter').say('A', 1, 'x')).toMatchObject([
      { topic: 'dead.letter', value: { error_code: 'X' } },
    ])
  })

  it('a value that would not survive a restart halts a strict task', () => {
    const unsound = topology({
      name: 'unsound',
      doc: 'keeps a date',
      config: { start: 0 },
      sources: { word: words },
      stores: { dates: keyValueStore<unknown>('dates') },
      sinks: {},
      build: ({ word }, { stores, run }) => {
        run(
          word.pipe(
            map((input) => ({ ...input, value: new Map([['a', 1]]) })),
            toTable(stores.dates),
          ),
        )
        return {}
      },
    })
    expect(errorOf(() => new TaskHarness(unsound).say('A', 1, 'x'))).toMatchObject({
      code: 'NOT_JSON',
      errorClass: 'halt',
    })
  })
})
