/** A topology that takes nothing although its input moves is seen, and nobody else. */
import { expect, it } from 'vitest'
import { healthOf } from '../../../src/dashboard/model/health.ts'
import { STILL_AFTER_MS, Standstill, type TopologySample } from '../../../src/dashboard/model/standstill.ts'

const NOW_MS = Date.UTC(2025, 11, 13)
const sample = (input: number, records: number | null, timeMs: number | null = null): TopologySample => ({
  name: 'exit-brain',
  input,
  progress: records === null ? null : { records, timeMs },
})
/** Looks at [input, progress] every ten seconds. */
function watched(looks: readonly (readonly [number, number | null])[], timeMs: number | null = null): Standstill {
  const standstill = new Standstill()
  looks.forEach(([input, records], at) => {
    standstill.see([sample(input, records, timeMs)], NOW_MS, at * 10_000)
  })
  return standstill
}

it('is seen where input comes and nothing is taken', () => {
  expect(
    watched([
      [10, 5],
      [20, 5],
      [30, 5],
      [40, 5],
    ]).standing,
  ).toEqual([])
  expect(
    watched([
      [10, 5],
      [20, 5],
      [30, 5],
      [40, 5],
      [50, 5],
    ]).standing,
  ).toEqual([{ name: 'exit-brain', forMs: STILL_AFTER_MS, records: 40 }])
})

it('ends with the next thing that is taken', () => {
  const looks = [
    [10, 5],
    [20, 5],
    [30, 5],
    [40, 5],
    [50, 5],
    [50, 6],
    [60, 7],
  ] as const
  expect(watched(looks).standing).toEqual([])
})

it('is none while no input comes, however long', () => {
  expect(
    watched([
      [10, 5],
      [10, 5],
      [10, 5],
      [10, 5],
      [10, 5],
      [10, 5],
    ]).standing,
  ).toEqual([])
})

it('is none of a topology that never ran, or that was replaced long ago', () => {
  expect(
    watched([
      [10, null],
      [20, null],
      [30, null],
      [40, null],
      [50, null],
    ]).standing,
  ).toEqual([])
  const looks = [
    [10, 5],
    [20, 5],
    [30, 5],
    [40, 5],
    [50, 5],
  ] as const
  expect(watched(looks, NOW_MS - 86_400_000).standing).toEqual([])
  expect(watched(looks, NOW_MS - 60_000).standing).toHaveLength(1)
})

it('keeps the run from being ready, with the reason', () => {
  const standing = [{ name: 'exit-brain', forMs: 45_200, records: 1_234 }]
  const facts = { streamTimeMs: 1, account: null, link: null, ticks: 1, ticksRead: 1 }
  expect(healthOf({ ...facts, standing })).toEqual({
    ready: false,
    reasons: ['exit-brain stands still although its input moves: for 45 s, 1234 records'],
  })
  expect(healthOf({ ...facts, standing: [] })).toEqual({ ready: true, reasons: [] })
})
