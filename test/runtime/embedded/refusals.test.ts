/** What the embedded runtime refuses, and that a refusal leaves the folder as it was. */
import { map } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { MemoryStorage } from '../../../src/runtime/embedded/storage/memory-storage.ts'
import { topology } from '../../../src/topology/define.ts'
import { counter, counts, echoes, say, signalTopic, words } from '../example-topologies.ts'
import { embedded, rejection, said, sourceOf, wordAt } from './harness.ts'

const script = [wordAt(1, 'x'), wordAt(2, 'y'), wordAt(3, 'z'), wordAt(4, 'u')]

/** A folder in which the first two words were taken. */
async function begun(): Promise<MemoryStorage> {
  const storage = new MemoryStorage()
  await embedded([counter], { storage }).runtime.run(sourceOf(script.slice(0, 2)))
  return storage
}

describe('a folder that was begun otherwise', () => {
  it.each([
    ['another configuration', 'OTHER_CONFIG', { configDigest: 'other' }, /--set.*--data.*--fresh/],
    ['another number of partitions', 'OTHER_PARTITIONS', { partitions: 2 }, /has 1 partitions, the run asks for 2/],
  ])('refuses %s', async (_, code, options, message) => {
    const storage = await begun()
    expect(() => embedded([counter], { storage, ...options })).toThrow(
      expect.objectContaining({ code, errorClass: 'halt', message: expect.stringMatching(message) }),
    )
  })

  it('refuses another source before it takes a record of it', async () => {
    const storage = await begun()
    const { runtime } = embedded([counter], { storage })
    const error = await rejection(runtime.run(sourceOf(script, { fingerprint: 'other' })))
    expect(error).toMatchObject({
      code: 'OTHER_SOURCE',
      errorClass: 'halt',
      message: expect.stringMatching(/--data.*--fresh/),
    })
    expect(said(storage, counts)).toEqual(['x#1', 'y#2'])
  })

  it('goes on with the same', async () => {
    const storage = await begun()
    await embedded([counter], { storage }).runtime.run(sourceOf(script))
    expect(said(storage, counts)).toEqual(['x#1', 'y#2', 'z#3', 'u#4'])
  })
})

describe('a source', () => {
  it('that goes back in time is refused with SOURCE_UNSORTED', async () => {
    const { storage, runtime } = embedded([counter])
    const error = await rejection(runtime.run(sourceOf([wordAt(5, 'x'), wordAt(4, 'y')])))
    expect(error).toMatchObject({
      code: 'SOURCE_UNSORTED',
      errorClass: 'halt',
      message: expect.stringContaining('from 5 to 4'),
    })
    expect(said(storage, counts)).toEqual([])
  })

  it('that goes back behind what an earlier run took is refused too', async () => {
    const storage = await begun()
    const { runtime } = embedded([counter], { storage })
    expect(await rejection(runtime.run(sourceOf([...script.slice(0, 2), wordAt(1, 'late')])))).toMatchObject({
      code: 'SOURCE_UNSORTED',
    })
  })

  it.each([
    ['a value', {}],
    ['bytes', { value: Buffer.from('x') }],
  ])('that hands over %s for a topic nobody knows is refused with UNKNOWN_TOPIC', async (_, rest) => {
    const { runtime } = embedded([counter])
    const stray = { ...wordAt(1, 'x'), topic: 'nowhere', ...rest }
    expect(await rejection(runtime.run(sourceOf([stray])))).toMatchObject({
      code: 'UNKNOWN_TOPIC',
      message: expect.stringContaining('"nowhere"'),
    })
  })
})

describe('a loop of topologies', () => {
  /** Answers every word of a topic on another one, `until` said so often. */
  const answer = (name: string, from: typeof words, to: typeof words, until = Number.POSITIVE_INFINITY) =>
    topology({
      name,
      doc: 'answers every word',
      config: { start: 0 },
      sources: { word: from },
      stores: {},
      sinks: { out: to },
      build: ({ word }, { now }) => ({
        out: word.pipe(
          map((input) => {
            const reason = `${input.value.reason}!`
            if (reason.length > until) throw new Error('enough')
            return say(input, now(), reason)
          }),
        ),
      }),
    })
  const loop = (until?: number) => [answer('ask', echoes, words, until), answer('answer', words, echoes, until)]

  it('that never ends is refused with LOOP, naming the topics, and nothing of it is kept', async () => {
    const { storage, runtime } = embedded(loop())
    const error = await rejection(runtime.run(sourceOf([wordAt(7, '')])))
    expect(error).toMatchObject({
      code: 'LOOP',
      errorClass: 'halt',
      message: expect.stringMatching(/instant 7 .* 64 rounds (words|echoes)/),
    })
    expect(storage.topics()).toEqual([])
  })

  it('that ends is taken to its end within the instant', async () => {
    const { storage, runtime } = embedded(loop(60))
    await runtime.run(sourceOf([wordAt(7, '')]))
    expect(said(storage, echoes).at(-1)).toHaveLength(59)
    expect(said(storage, words).at(-1)).toHaveLength(60)
  })
})

it('a topology that reads its own output sees it in the next round', async () => {
  const own = signalTopic('own')
  const selfish = topology({
    name: 'selfish',
    doc: 'counts to three on its own topic',
    config: { start: 0 },
    sources: { own },
    stores: {},
    sinks: { out: own, done: counts },
    build: ({ own: own$ }, { now }) => ({
      out: own$.pipe(
        map((input) => {
          if (input.value.reason === '111') throw new Error('three')
          return say(input, now(), `${input.value.reason}1`)
        }),
      ),
      done: own$.pipe(map((input) => say(input, now(), `saw ${input.value.reason}`))),
    }),
  })
  const { storage, runtime } = embedded([selfish])
  await runtime.run(sourceOf([{ ...wordAt(1, '1'), topic: 'own' }]))
  expect(said(storage, counts)).toEqual(['saw 1', 'saw 11'])
})
