/** When a task stands still: only with inputs, only without commits, and also while its lane opens anew. */
import { describe, expect, it } from 'vitest'
import { Standstill, type WatchedTask } from '../../src/kafka-app/standstill.ts'

const task = (committed: number, hasWork: boolean, partition = 0): WatchedTask => {
  return { topology: 'execution', partition, committed, hasWork }
}

/** Shows looks, each of one lane with one task; returns how long it stands still after each of them. */
function standings(looks: readonly (readonly [nowMs: number, task: WatchedTask | null])[]): readonly number[] {
  const standstill = new Standstill()
  return looks.map(([nowMs, one]) => {
    standstill.see([{ lane: 0, tasks: one === null ? [] : [one] }], nowMs)
    return standstill.at(nowMs)[0]?.standstillMs ?? -1
  })
}

describe('a task', () => {
  it('stands still while it has inputs and commits nothing', () => {
    expect(
      standings([
        [0, task(5, true)],
        [10, task(5, true)],
        [40, task(5, true)],
      ]),
    ).toEqual([0, 10, 40])
  })

  it('gets on with every commit, however much is left', () => {
    expect(
      standings([
        [0, task(5, true)],
        [10, task(6, true)],
        [20, task(6, true)],
        [30, task(7, true)],
      ]),
    ).toEqual([0, 0, 10, 0])
  })

  it('that has nothing to do does not stand still, however long; and begins anew with the next input', () => {
    expect(
      standings([
        [0, task(5, false)],
        [1_000, task(5, false)],
        [2_000, task(5, true)],
        [2_010, task(5, true)],
      ]),
    ).toEqual([0, 0, 0, 10])
  })

  it('whose lane opens anew again and again without a commit has not got on', () => {
    expect(
      standings([
        [0, task(5, true)],
        [10, null],
        [20, task(5, true)],
        [30, null],
        [40, task(6, true)],
      ]),
    ).toEqual([0, 10, 20, 30, 0])
  })
})

describe('a lane', () => {
  it('that was given up is forgotten, and begins anew when it comes back', () => {
    const standstill = new Standstill()
    const one = { lane: 0, tasks: [task(5, true)] }
    const other = { lane: 1, tasks: [task(9, true, 1)] }
    standstill.see([one, other], 0)
    standstill.see([one], 10)
    expect(standstill.at(10)).toEqual([{ topology: 'execution', partition: 0, standstillMs: 10 }])
    standstill.see([one, other], 20)
    expect(standstill.at(20).map(({ standstillMs }) => standstillMs)).toEqual([20, 0])
  })
})
