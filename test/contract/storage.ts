/** What every storage promises, as one suite: each implementation runs it on itself. */
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type {
  CommitBatch,
  InboxRecord,
  LogRecord,
  Storage,
  StoredRecord,
} from '../../src/runtime/embedded/storage/storage.ts'
import { arbitraryRecord } from './arbitrary-record.ts'

/** A record with only what a test cares about. */
export function record(part: Partial<LogRecord> = {}): LogRecord {
  return { key: 'BTCUSDC', timestamp: 1_000, headers: { source: 'test' }, value: Buffer.from('value'), ...part }
}

/** A batch with only what a test cares about. */
export function batch(part: Partial<CommitBatch> = {}): CommitBatch {
  return { appends: [], changes: [], meta: new Map(), inboxTaken: 0, ...part }
}

/** Appends records to partition 0 of a topic, in one commit. */
export function append(storage: Storage, topic: string, records: readonly LogRecord[]): void {
  const firstOffset = storage.endOffset(topic, 0)
  storage.commit(batch({ appends: [{ topic, partition: 0, firstOffset, records }] }))
}

const bare = ({ key, timestamp, headers, value }: StoredRecord): LogRecord => ({ key, timestamp, headers, value })
const offsets = (records: Iterable<StoredRecord>): number[] => Array.from(records, ({ offset }) => offset)

/** @param open a new, empty storage that keeps its records */
export function storageContract(name: string, open: () => Storage): void {
  describe(`${name} keeps the storage contract`, () => {
    const opened: Storage[] = []
    const storage = (): Storage => {
      const fresh = open()
      opened.push(fresh)
      return fresh
    }
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close()
    })

    describe('log', () => {
      it('begins empty', () => {
        const empty = storage()
        expect(empty.endOffset('ticks', 0)).toBe(0)
        expect(empty.topics()).toEqual([])
        expect([...empty.read('ticks', 0)]).toEqual([])
        expect(empty.firstOffsetAt('ticks', 0, 0)).toBe(0)
      })

      it('reads back whatever was appended, with its place', () => {
        fc.assert(
          fc.property(fc.array(fc.array(arbitraryRecord(), { maxLength: 8 }), { maxLength: 6 }), (appends) => {
            const filled = storage()
            for (const records of appends) append(filled, 'ticks', records)
            const read = [...filled.read('ticks', 0)]
            expect(read.map(bare)).toEqual(appends.flat())
            expect(offsets(read)).toEqual(appends.flat().map((_, index) => index))
            expect(read.every(({ topic, partition }) => topic === 'ticks' && partition === 0)).toBe(true)
          }),
          { numRuns: 40 },
        )
      })

      it('reads any range, across commits', () => {
        const filled = storage()
        for (const size of [3, 1, 5])
          append(
            filled,
            'ticks',
            Array.from({ length: size }, () => record()),
          )
        fc.assert(
          fc.property(fc.integer({ min: -2, max: 11 }), fc.integer({ min: -2, max: 11 }), (from, to) => {
            const expected = [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((offset) => offset >= from && offset < to)
            expect(offsets(filled.read('ticks', 0, from, to))).toEqual(expected)
          }),
        )
      })

      it('splits an append that is larger than a block', () => {
        const filled = storage()
        const records = Array.from({ length: 40_000 }, (_, index) =>
          record({ timestamp: index, value: Buffer.alloc(60) }),
        )
        append(filled, 'ticks', records)
        expect(offsets(filled.read('ticks', 0, 39_998))).toEqual([39_998, 39_999])
        expect(filled.firstOffsetAt('ticks', 0, 39_999)).toBeGreaterThan(0)
      })

      it('keeps topics and partitions apart, and lists them in order', () => {
        const filled = storage()
        const appends = [
          { topic: 'b', partition: 0, firstOffset: 0, records: [record({ key: 'b0' })] },
          { topic: 'a', partition: 10, firstOffset: 0, records: [record({ key: 'a10' }), record()] },
          { topic: 'a', partition: 2, firstOffset: 0, records: [record({ key: 'a2' })] },
        ]
        filled.commit(batch({ appends }))
        expect(filled.topics()).toEqual([
          { topic: 'a', partition: 2, endOffset: 1 },
          { topic: 'a', partition: 10, endOffset: 2 },
          { topic: 'b', partition: 0, endOffset: 1 },
        ])
        expect([...filled.read('a', 2)].map(({ key }) => key)).toEqual(['a2'])
      })

      it('ends a read where the partition ended when it began', () => {
        const filled = storage()
        append(filled, 'ticks', [record(), record()])
        const seen: number[] = []
        for (const { offset } of filled.read('ticks', 0)) {
          seen.push(offset)
          append(filled, 'ticks', [record()])
        }
        expect(seen).toEqual([0, 1])
        expect(filled.endOffset('ticks', 0)).toBe(4)
      })

      it('does not mind when values are written over after the commit', () => {
        const filled = storage()
        const value = Buffer.from('first')
        append(filled, 'ticks', [record({ value })])
        value.fill('x')
        expect([...filled.read('ticks', 0)][0]?.value?.toString()).toBe('first')
      })

      it('finds by time an offset before which everything is earlier', () => {
        const times = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 4 }), {
          maxLength: 8,
        })
        fc.assert(
          fc.property(times, fc.integer({ min: -1, max: 31 }), (commits, timestamp) => {
            const filled = storage()
            for (const part of commits)
              append(
                filled,
                'ticks',
                part.map((each) => record({ timestamp: each })),
              )
            const starts = commits.map((_, index) => commits.slice(0, index).flat().length)
            const holder = commits.findIndex((part) => part.some((each) => each >= timestamp))
            expect(filled.firstOffsetAt('ticks', 0, timestamp)).toBe(starts[holder] ?? commits.flat().length)
          }),
          { numRuns: 40 },
        )
      })
    })

    describe('commit', () => {
      /** A storage with one of everything, and what it looks like from outside. */
      const filled = (): Storage => {
        const one = storage()
        one.produce([{ ...record(), topic: 'signals' }])
        one.commit(
          batch({
            appends: [{ topic: 'ticks', partition: 0, firstOffset: 0, records: [record()] }],
            changes: [{ task: 'task', store: 'store', key: 'kept', value: '1' }],
            meta: new Map([['position', '1']]),
          }),
        )
        return one
      }
      const visible = (one: Storage) => ({
        topics: one.topics(),
        stores: one.stores(),
        entries: [...one.loadStore('task', 'store')],
        position: one.meta('position'),
        inbox: one.inbox(10),
      })
      const valid: CommitBatch = {
        appends: [{ topic: 'ticks', partition: 0, firstOffset: 1, records: [record()] }],
        changes: [
          { task: 'task', store: 'store', key: 'kept', value: undefined },
          { task: 'task', store: 'new', key: 'added', value: '2' },
        ],
        meta: new Map([['position', '2']]),
        inboxTaken: 1,
      }

      it('changes everything at once', () => {
        const one = filled()
        one.commit(valid)
        expect(visible(one)).toEqual({
          topics: [{ topic: 'ticks', partition: 0, endOffset: 2 }],
          stores: [
            { task: 'task', store: 'new', entries: 1 },
            { task: 'task', store: 'store', entries: 0 },
          ],
          entries: [],
          position: '2',
          inbox: [],
        })
      })

      const late = { topic: 'late', partition: 0, firstOffset: 0 }
      const loneSurrogate = 'half \ud800'
      const broken: readonly (readonly [name: string, code: string, part: Partial<CommitBatch>])[] = [
        ['a gap', 'OFFSET_GAP', { appends: [...valid.appends, { ...late, firstOffset: 7, records: [record()] }] }],
        ['an overlap', 'OFFSET_GAP', { appends: [...valid.appends, ...valid.appends] }],
        [
          'a timestamp that is none',
          'INVALID_RECORD',
          { appends: [{ ...late, records: [record({ timestamp: NaN })] }] },
        ],
        [
          'a record key that is not text',
          'INVALID_RECORD',
          { appends: [{ ...late, records: [record({ key: loneSurrogate })] }] },
        ],
        [
          'a header that is not text',
          'INVALID_RECORD',
          { appends: [{ ...late, records: [record({ headers: { a: loneSurrogate } })] }] },
        ],
        ['a topic name with NUL', 'INVALID_NAME', { appends: [{ ...late, topic: 'a\0b', records: [record()] }] }],
        ['an empty store name', 'INVALID_NAME', { changes: [{ task: 'task', store: '', key: 'k', value: '1' }] }],
        [
          'a long store key',
          'INVALID_KEY',
          { changes: [...valid.changes, { task: 'task', store: 's', key: 'é'.repeat(988), value: '1' }] },
        ],
        [
          'a store key that is not text',
          'INVALID_KEY',
          { changes: [{ task: 'task', store: 's', key: loneSurrogate, value: '1' }] },
        ],
        ['a nameless meta key', 'INVALID_NAME', { meta: new Map([['', '1']]) }],
      ]
      it.each(broken)('refuses %s with %s, and changes nothing', (_name, code, part) => {
        const one = filled()
        const before = visible(one)
        expect(() => one.commit({ ...valid, ...part })).toThrow(expect.objectContaining({ name: 'StorageError', code }))
        expect(visible(one)).toEqual(before)
        one.commit(valid)
        expect(one.meta('position')).toBe('2')
      })

      it('changes nothing when the changes end in an error', () => {
        const one = filled()
        const before = visible(one)
        const failing = function* () {
          yield* valid.changes
          throw new Error('the store is broken')
        }
        expect(() => one.commit({ ...valid, changes: failing() })).toThrow('the store is broken')
        expect(visible(one)).toEqual(before)
      })

      it('takes a batch without anything in it', () => {
        const one = filled()
        const before = visible(one)
        one.commit(batch({ appends: [{ ...late, records: [] }] }))
        expect(visible(one)).toEqual(before)
      })
    })

    describe('stores', () => {
      it('hold what a map would hold, for any text', () => {
        const text = fc.string({ unit: 'grapheme', maxLength: 12 })
        const change = fc.record({
          task: fc.constantFrom('trade-intent/0', 'execution/paper'),
          store: fc.constantFrom('candles', 'candles.5m'),
          key: fc.oneof(text, fc.constantFrom('', '\0', 'a\0b', 'a', '1', 'é'.repeat(987))),
          value: fc.option(
            fc.jsonValue().map((value) => JSON.stringify(value)),
            { nil: undefined },
          ),
        })
        fc.assert(
          fc.property(fc.array(fc.array(change, { maxLength: 10 }), { maxLength: 5 }), (commits) => {
            const filled = storage()
            const model = new Map<string, Map<string, string>>()
            for (const changes of commits) {
              filled.commit(batch({ changes }))
              for (const { task, store, key, value } of changes) {
                const entries = model.get(`${task} ${store}`) ?? new Map<string, string>()
                model.set(`${task} ${store}`, entries)
                if (value === undefined) entries.delete(key)
                else entries.set(key, value)
              }
            }
            const sizes = filled.stores()
            expect(sizes.map(({ task, store }) => `${task} ${store}`)).toEqual([...model.keys()].sort())
            for (const { task, store, entries } of sizes) {
              const loaded = new Map(filled.loadStore(task, store))
              expect(loaded).toEqual(model.get(`${task} ${store}`))
              expect(entries).toBe(loaded.size)
            }
          }),
          { numRuns: 60 },
        )
      })

      it('answer nothing where there is none', () => {
        expect([...storage().loadStore('task', 'none')]).toEqual([])
        expect(storage().meta('none')).toBeUndefined()
      })
    })

    describe('inbox', () => {
      const incoming = (key: string): InboxRecord => ({ ...record({ key }), topic: 'signals' })

      it('hands out in order, and again until a commit has taken', () => {
        const one = storage()
        one.produce([incoming('a'), { ...incoming('b'), topic: 'control', value: null }])
        one.produce([incoming('c')])
        expect(one.inbox(2)).toEqual([
          { ...incoming('a'), sequence: 1 },
          { ...incoming('b'), topic: 'control', value: null, sequence: 2 },
        ])
        one.commit(batch({ inboxTaken: 2 }))
        expect(one.inbox(10)).toEqual([{ ...incoming('c'), sequence: 3 }])
      })

      it('never gives a sequence twice', () => {
        const one = storage()
        one.produce([incoming('a')])
        one.commit(batch({ inboxTaken: 1 }))
        one.produce([incoming('b')])
        expect(one.inbox(10).map(({ sequence }) => sequence)).toEqual([2])
      })

      it('takes all records of a call or none', () => {
        const one = storage()
        expect(() => one.produce([incoming('a'), { ...incoming('b'), topic: '' }])).toThrow('topic name')
        expect(one.inbox(10)).toEqual([])
      })
    })

    it('refuses calls once it is closed', async () => {
      const one = storage()
      await one.close()
      await one.close()
      const closed = expect.objectContaining({ code: 'CLOSED' })
      expect(() => one.commit(batch())).toThrow(closed)
      expect(() => one.endOffset('ticks', 0)).toThrow(closed)
      expect(() => [...one.read('ticks', 0)]).toThrow(closed)
    })
  })
}
