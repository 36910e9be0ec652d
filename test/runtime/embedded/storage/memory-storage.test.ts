import { describe, expect, it } from 'vitest'
import { MemoryStorage } from '../../../../src/runtime/embedded/storage/memory-storage.ts'
import { storageContract } from '../../../contract/storage.ts'
import { append, batch, record } from '../../../contract/storage-batch.ts'

storageContract('MemoryStorage', () => new MemoryStorage())

describe('MemoryStorage without records', () => {
  it('counts what it does not keep', () => {
    const storage = new MemoryStorage({ retain: false })
    append(storage, 'ticks', [record(), record()])
    append(storage, 'ticks', [record()])
    expect(storage.topics()).toEqual([{ topic: 'ticks', partition: 0, endOffset: 3 }])
    expect(storage.firstOffsetAt('ticks', 0, 0)).toBe(3)
  })

  it('says so when they are asked for, and only then', () => {
    const storage = new MemoryStorage({ retain: false })
    append(storage, 'ticks', [record()])
    expect([...storage.read('ticks', 0, 1)]).toEqual([])
    expect(() => [...storage.read('ticks', 0)]).toThrow(expect.objectContaining({ code: 'NOT_RETAINED' }))
  })

  it('keeps stores, metadata and order of offsets', () => {
    const storage = new MemoryStorage({ retain: false })
    storage.commit(batch({ changes: [{ task: 't', store: 's', key: 'k', value: '1' }], meta: new Map([['m', '2']]) }))
    expect([...storage.loadStore('t', 's')]).toEqual([['k', '1']])
    expect(storage.meta('m')).toBe('2')
    const gap = { topic: 'ticks', partition: 0, firstOffset: 1, records: [record()] }
    expect(() => storage.commit(batch({ appends: [gap] }))).toThrow(expect.objectContaining({ code: 'OFFSET_GAP' }))
  })
})
