/** The one place where state meets RxJS: order, multicast, and the refusal of a second subscription. */
import { EMPTY, map, merge, type Observable, Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { bindStep } from '../../src/operators/bind-step.ts'
import { BROKEN, operatorChecklist } from './marbles.ts'

operatorChecklist<number, string>('bindStep', {
  make: () => bindStep('repeat', (count) => Array.from({ length: count }, (_, i) => `${count}.${i}`)),
  makeBroken: () =>
    bindStep('broken', () => {
      throw BROKEN
    }),
  records: [
    [1, ['1.0']],
    [0, []],
    [3, ['3.0', '3.1', '3.2']],
  ],
})

describe('bindStep', () => {
  const counted = () => {
    const calls: number[] = []
    const step = bindStep<number, number>('counted', (n) => {
      calls.push(n)
      return [n]
    })
    return { calls, step }
  }

  it('runs the step once per record, however many streams hang below it', () => {
    const { calls, step } = counted()
    const source = new Subject<number>()
    const step$ = source.pipe(step)
    const seen: string[] = []
    step$.subscribe((n) => seen.push(`first ${n}`))
    merge(step$.pipe(map((n) => n * 10)), step$).subscribe((n) => seen.push(`second ${n}`))
    source.next(7)
    expect(calls).toEqual([7])
    expect(seen).toEqual(['first 7', 'second 70', 'second 7'])
  })

  it('refuses to be used in a second place', () => {
    const { step } = counted()
    const source = new Subject<number>()
    source.pipe(step).subscribe()
    const errors: unknown[] = []
    source.pipe(step).subscribe({ error: (error: unknown) => errors.push(error) })
    expect(errors).toEqual([expect.objectContaining({ name: 'TopologyError', code: 'SECOND_SUBSCRIPTION' })])
    expect(String(errors[0])).toContain('"counted"')
  })

  it.each<[string, Observable<number>]>([
    ['the last subscriber has left', new Subject<number>()],
    ['the source has completed', EMPTY],
  ])('refuses a new subscriber after %s', (_, source) => {
    const step$ = source.pipe(counted().step)
    step$.subscribe().unsubscribe()
    const errors: unknown[] = []
    step$.subscribe({ error: (error: unknown) => errors.push(error) })
    expect(errors).toEqual([expect.objectContaining({ code: 'SECOND_SUBSCRIPTION' })])
  })
})
