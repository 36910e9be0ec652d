/** The marble checklist that every operator must pass, on RxJS's own virtual-time scheduler. */
import { from, mergeMap, type OperatorFunction, of } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, it } from 'vitest'

/** What the checklist needs to know of an operator. */
export interface Checklist<I, O> {
  /** Makes the operator, with stores of its own. */
  make(): OperatorFunction<I, O>
  /** At least two records, in order, each with what it must cause: values, or matchers such as `expect.objectContaining`. */
  readonly records: readonly (readonly [record: I, outputs: readonly unknown[]])[]
  /** Makes it with a callback or a store that throws `BROKEN`; left out where an operator has neither. */
  makeBroken?(): OperatorFunction<I, O>
}

/** What broken callbacks and stores throw. */
export const BROKEN = new Error('broken')

const LETTERS = 'abcdefgh'

/** Runs a marble test; diagrams are compared with vitest's own equality, so a failure shows a readable difference. */
export function marbles(test: Parameters<TestScheduler['run']>[0]): void {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test)
}

/** The outputs of an operator for some records. Throws the error the operator ends with. */
export function play<I, O>(operator: OperatorFunction<I, O>, ...records: readonly I[]): readonly O[] {
  const outputs: O[] = []
  let failure: unknown
  from(records)
    .pipe(operator)
    .subscribe({ next: (output) => outputs.push(output), error: (error: unknown) => (failure = error) })
  if (failure !== undefined) throw failure
  return outputs
}

/** Frames from one record to the next: room for a group of eight outputs, which all fall into the frame of their record. */
const STEP = 10

/** Letters for some values, and the diagram piece of each record. */
function drawn<I>(records: Checklist<I, unknown>['records']) {
  const inputs: Record<string, I> = {}
  const outputs: Record<string, unknown> = {}
  const pieces = records.map(([record, emitted], i) => {
    const letter = LETTERS.charAt(i)
    inputs[letter] = record
    const group = emitted.map((output, n) => {
      const name = String.fromCodePoint(0x391 + i * 8 + n)
      outputs[name] = output
      return name
    })
    return {
      source: letter.padEnd(STEP, '-'),
      expected: (group.length === 0 ? '' : `(${group.join('')})`).padEnd(STEP, '-'),
    }
  })
  const draw = (side: 'source' | 'expected', count: number) =>
    pieces
      .slice(0, count)
      .map((piece) => piece[side])
      .join('')
  return { inputs, outputs, draw }
}

/** Never, empty, one, many, upstream error, early unsubscribe, a callback that throws, and the subscriptions. */
export function operatorChecklist<I, O>(name: string, { make, makeBroken, records }: Checklist<I, O>): void {
  const { inputs, outputs, draw } = drawn(records)
  const many = records.length

  /** Plays some records and then an end of the source; everything must come out in the frame it came in. */
  const check = (count: number, end: '|' | '#' | '') =>
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<I>(draw('source', count) + end, inputs)
      expectObservable(source$.pipe(make())).toBe(draw('expected', count) + end, outputs)
      expectSubscriptions(source$.subscriptions).toBe(
        end === '' ? '^' : `^${'-'.repeat(Math.max(0, count * STEP - 1))}!`,
      )
    })

  describe(`${name}: marble checklist`, () => {
    it('never: emits nothing and stays subscribed', () => check(0, ''))

    it('empty: completes with its source', () =>
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source$ = cold<I>('---|')
        expectObservable(source$.pipe(make())).toBe('---|')
        expectSubscriptions(source$.subscriptions).toBe('^--!')
      }))

    it('one record', () => check(1, '|'))
    it('many records, each answered in its own frame', () => check(many, '|'))
    it('an upstream error comes through, after what came before it', () => check(1, '#'))

    it.each([
      ['', (operator: OperatorFunction<I, O>) => operator],
      [', also through streams above and below', between],
    ])('an early unsubscribe reaches the source and ends the outputs%s', (_, wrap) =>
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source$ = cold<I>(draw('source', many), inputs)
        expectObservable(source$.pipe(wrap(make())), '-----!').toBe(draw('expected', 1), outputs)
        expectSubscriptions(source$.subscriptions).toBe('^----!')
      }),
    )

    if (makeBroken !== undefined) {
      it('a callback that throws ends the stream with that error and leaves the source', () =>
        marbles(({ cold, expectObservable, expectSubscriptions }) => {
          const source$ = cold<I>('-a--b-|', inputs)
          expectObservable(source$.pipe(makeBroken())).toBe('-#', undefined, BROKEN)
          expectSubscriptions(source$.subscriptions).toBe('^!')
        }))
    }
  })
}

/** The operator between two others: a chain must stay whole when it is left at its end. */
function between<I, O>(operator: OperatorFunction<I, O>): OperatorFunction<I, O> {
  return (source) =>
    source.pipe(
      mergeMap((record) => of(record)),
      operator,
      mergeMap((output) => of(output)),
    )
}
