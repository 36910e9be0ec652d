/** What a storage promises about commits: everything or nothing. */
import { describe, expect, it } from 'vitest'
import type { CommitBatch, Storage } from '../../src/runtime/embedded/storage/storage.ts'
import { batch, record } from './storage-batch.ts'

/** @param storage makes a new, empty storage */
export function commitContract(storage: () => Storage): void {
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
      ['a timestamp that is none', 'INVALID_RECORD', { appends: [{ ...late, records: [record({ timestamp: NaN })] }] }],
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
}
