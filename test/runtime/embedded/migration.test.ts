/** Stores across releases: a newer version migrates what an older one saved, once and for good. */
import { describe, expect, it } from 'vitest'
import { statefulMap } from '../../../src/operators/stateful-map.ts'
import type { AiSignal } from '../../../src/records/generated.ts'
import { MemoryStorage } from '../../../src/runtime/embedded/storage/memory-storage.ts'
import type { Storage } from '../../../src/runtime/embedded/storage/storage.ts'
import { topology } from '../../../src/topology/define.ts'
import { keyValueStore, windowStore } from '../../../src/topology/store.ts'
import type { Input, Output } from '../../../src/topology/topology.ts'
import { counts, say, words } from '../example-topologies.ts'
import { embedded, said, saved, sourceOf, wordAt } from './harness.ts'

interface Count {
  readonly count: number
}
type Migrate = (value: unknown, fromVersion: number) => Count | undefined

/** Numbers the words of each symbol, as release `version` would. */
const release = (version: number, migrate?: Migrate) =>
  topology({
    name: 'counter',
    doc: 'numbers the words of each symbol',
    config: { start: 0 },
    sources: { word: words },
    stores: { count: keyValueStore<Count>('count', { version, ...(migrate && { migrate }) }) },
    sinks: { count: counts },
    build: ({ word }, { stores, now }) => ({
      count: word.pipe(
        statefulMap<Count, Input<AiSignal>, Output<AiSignal>>(
          stores.count,
          ({ key }) => key,
          ({ count } = { count: 0 }, input) => {
            if (input.value.reason === 'bad') throw new Error('a bad word')
            return [{ count: count + 1 }, [say(input, now(), `${input.key}${count + 1}`)]]
          },
        ),
      ),
    }),
  })

const script = [wordAt(1, 'x', 'A'), wordAt(2, 'x', 'B'), wordAt(3, 'x', 'A'), wordAt(4, 'x', 'A'), wordAt(5, 'x', 'B')]

/** Runs a release over the first `until` words of the script. */
async function run(storage: Storage, topology: ReturnType<typeof release>, until: number): Promise<void> {
  await embedded([topology], { storage }).runtime.run(sourceOf(script.slice(0, until)))
}

const byHundreds: Migrate = (value, fromVersion) => ({ count: (value as Count).count + fromVersion * 100 })

describe('a store of a newer version', () => {
  it('migrates every entry, told the version that saved it', async () => {
    const storage = new MemoryStorage()
    await run(storage, release(1), 3)
    await run(storage, release(2, byHundreds), 5)
    expect(said(storage, counts)).toEqual(['A1', 'B1', 'A2', 'A103', 'B102'])
  })

  it('migrates once: entries nobody touched since are saved in their new form too', async () => {
    const storage = new MemoryStorage()
    await run(storage, release(1), 3)
    await run(storage, release(2, byHundreds), 4)
    expect(saved(storage, 'counter/0', 'count')).toEqual([
      ['A', '{"count":103}'],
      ['B', '{"count":101}'],
    ])
    await run(storage, release(2, byHundreds), 5)
    expect(said(storage, counts).at(-1)).toBe('B102')
  })

  it('may drop entries, for good', async () => {
    const storage = new MemoryStorage()
    await run(storage, release(1), 3)
    await run(
      storage,
      release(2, () => undefined),
      3,
    )
    expect(saved(storage, 'counter/0', 'count')).toEqual([])
    await run(storage, release(2), 5)
    expect(said(storage, counts).slice(3)).toEqual(['A1', 'B1'])
  })

  it('may change a value in place', async () => {
    const storage = new MemoryStorage()
    await run(storage, release(1), 3)
    await run(
      storage,
      release(2, (value) => Object.assign(value as Count, { count: 7 })),
      3,
    )
    expect(saved(storage, 'counter/0', 'count')).toEqual([
      ['A', '{"count":7}'],
      ['B', '{"count":7}'],
    ])
  })

  it('a first step that fails does not undo the migration', async () => {
    const storage = new MemoryStorage()
    await run(storage, release(1), 3)
    const { runtime } = embedded([release(2, byHundreds)], { storage })
    await runtime.run(sourceOf([...script.slice(0, 3), wordAt(4, 'bad')]))
    expect(said(storage, counts)).toHaveLength(3)
    expect(saved(storage, 'counter/0', 'count')[1]).toEqual(['B', '{"count":101}'])
  })

  it('is refused without a migration, and so is one that is newer than the program', async () => {
    const storage = new MemoryStorage()
    await run(storage, release(2), 3)
    const refused = expect.objectContaining({
      code: 'STORE_VERSION',
      errorClass: 'halt',
      message: expect.stringContaining('counter/count'),
    })
    expect(() => embedded([release(3)], { storage })).toThrow(refused)
    expect(() => embedded([release(1, byHundreds)], { storage })).toThrow(refused)
  })
})

it('window stores migrate bucket by bucket', async () => {
  const windows = (version: number) =>
    topology({
      name: 'windows',
      doc: 'keeps a count per minute',
      config: { start: 0 },
      sources: { word: words },
      stores: {
        seen: windowStore<number>('seen', {
          version,
          migrate: (value) => (value === 2 ? undefined : Number(value) * 10),
        }),
      },
      sinks: {},
      build: () => ({}),
    })
  const storage = new MemoryStorage()
  storage.commit({
    appends: [],
    changes: [1, 2, 3].map((value) => ({
      task: 'windows/0',
      store: 'seen',
      key: `A@${value * 60_000}`,
      value: String(value),
    })),
    meta: new Map([['stores.versions', '{"windows/0/seen":1}']]),
    inboxTaken: 0,
  })
  await embedded([windows(2)], { storage }).runtime.run(sourceOf([]))
  expect(saved(storage, 'windows/0', 'seen')).toEqual([
    ['A@180000', '30'],
    ['A@60000', '10'],
  ])
})
