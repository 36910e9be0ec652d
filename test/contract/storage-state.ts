/** What a storage promises about stores and the inbox. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InboxRecord, Storage } from '../../src/runtime/embedded/storage/storage.ts'
import { batch, record } from './storage-batch.ts'

/** @param storage makes a new, empty storage */
export function storesContract(storage: () => Storage): void {
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
}

/** @param storage makes a new, empty storage */
export function inboxContract(storage: () => Storage): void {
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
}
