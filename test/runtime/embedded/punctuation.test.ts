/** Punctuation of the embedded runtime: when a topology is woken, and in which order with records. */
import { map, merge } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { MemoryStorage } from '../../../src/runtime/embedded/storage/memory-storage.ts'
import { topology } from '../../../src/topology/define.ts'
import { counts, echoes, say, signal, words } from '../example-topologies.ts'
import { embedded, said, sourceOf, wordAt } from './harness.ts'

/** Writes down, on `sink`, when it was woken and which words it took, with the stream time of each. */
const diary = (name: string, everyMs: number, sink = counts) =>
  topology({
    name,
    doc: 'writes down when it was woken',
    config: { start: 0 },
    punctuateEveryMs: everyMs,
    sources: { word: words },
    stores: {},
    sinks: { out: sink },
    build: ({ word }, { punctuation, now }) => ({
      out: merge(
        punctuation.pipe(map((time) => ({ value: signal('A', time, `wake ${time} at ${now()}`), traceId: null }))),
        word.pipe(map((input) => say(input, now(), `${input.value.reason} at ${now()}`))),
      ),
    }),
  })

/** The diary of a run over some words. */
async function wakes(words: readonly ReturnType<typeof wordAt>[], everyMs = 1_000) {
  const { storage, runtime } = embedded([diary('diary', everyMs)])
  await runtime.run(sourceOf(words))
  return said(storage, counts)
}

describe('punctuation', () => {
  it('falls on multiples of its interval, between the records it lies between', async () => {
    expect(await wakes([wordAt(500, 'x'), wordAt(2_500, 'y')])).toEqual([
      'x at 500',
      'wake 1000 at 1000',
      'wake 2000 at 2000',
      'y at 2500',
    ])
  })

  it('comes before the records of its own instant', async () => {
    expect(await wakes([wordAt(500, 'x'), wordAt(1_000, 'y')])).toEqual(['x at 500', 'wake 1000 at 1000', 'y at 1000'])
  })

  it('begins after the first instant, on a boundary or not', async () => {
    expect(await wakes([wordAt(1_000, 'x'), wordAt(1_999, 'y')])).toEqual(['x at 1000', 'y at 1999'])
  })

  it('comes at each instant at most once, with several records or none', async () => {
    const script = [wordAt(999, 'x'), wordAt(1_000, 'y'), wordAt(1_000, 'z', 'B'), wordAt(1_001, 'u')]
    expect((await wakes(script)).filter((line) => line?.startsWith('wake'))).toEqual(['wake 1000 at 1000'])
  })

  it('of two topologies is taken in time order', async () => {
    const { storage, runtime } = embedded([diary('slow', 2_000), diary('fast', 1_500, echoes)])
    await runtime.run(sourceOf([wordAt(500, 'x'), wordAt(6_500, 'y')]))
    expect(said(storage, counts)).toEqual([
      'x at 500',
      'wake 2000 at 2000',
      'wake 4000 at 4000',
      'wake 6000 at 6000',
      'y at 6500',
    ])
    expect(said(storage, echoes)).toEqual([
      'x at 500',
      'wake 1500 at 1500',
      'wake 3000 at 3000',
      'wake 4500 at 4500',
      'wake 6000 at 6000',
      'y at 6500',
    ])
  })
})

describe('a long gap', () => {
  it('is woken through 120 times and then jumped over, to the last boundary before the next record', async () => {
    const lines = await wakes([wordAt(500, 'x'), wordAt(10_000_500, 'y')])
    expect(lines).toHaveLength(1 + 120 + 1)
    expect(lines.slice(119)).toEqual(['wake 119000 at 119000', 'wake 120000 at 120000', 'y at 10000500'])
  })

  it('ends on a boundary: that one is taken', async () => {
    const lines = await wakes([wordAt(500, 'x'), wordAt(10_000_000, 'y')])
    expect(lines.slice(-2)).toEqual(['wake 10000000 at 10000000', 'y at 10000000'])
    expect(lines).toHaveLength(1 + 120 + 2)
  })

  it('of exactly 120 boundaries is not jumped over', async () => {
    const lines = await wakes([wordAt(500, 'x'), wordAt(120_500, 'y')])
    expect(lines.slice(-2)).toEqual(['wake 120000 at 120000', 'y at 120500'])
  })

  it('leaves punctuation going on as before', async () => {
    const lines = await wakes([wordAt(500, 'x'), wordAt(10_000_500, 'y'), wordAt(10_002_500, 'z')])
    expect(lines.slice(-3)).toEqual(['wake 10001000 at 10001000', 'wake 10002000 at 10002000', 'z at 10002500'])
  })
})

it('a restart changes nothing of it, wherever it falls', async () => {
  const script = [500, 999, 1_000, 1_001, 4_000, 900_000, 900_500, 1_000_000].map((time, i) => wordAt(time, `w${i}`))
  const calm = await wakes(script)
  for (let cut = 1; cut < script.length; cut++) {
    const storage = new MemoryStorage()
    const runs = [script.slice(0, cut), script]
    for (const records of runs) await embedded([diary('diary', 1_000)], { storage }).runtime.run(sourceOf(records))
    expect(said(storage, counts)).toEqual(calm)
  }
})
