import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openEnvironment } from '../../../../src/runtime/embedded/storage/lmdb-environment.ts'
import { LmdbStorage } from '../../../../src/runtime/embedded/storage/lmdb-storage.ts'
import { openStorage, removeData } from '../../../../src/runtime/embedded/storage/open-storage.ts'
import { storageContract } from '../../../contract/storage.ts'
import { append, batch, record } from '../../../contract/storage-batch.ts'
import { temporaryFolders } from './folder.ts'

const folder = temporaryFolders()

storageContract('LmdbStorage', () => new LmdbStorage(folder(), { sync: false }))

describe('LmdbStorage', () => {
  it('has everything again after it was closed and opened', async () => {
    const data = folder()
    const first = openStorage(data)
    first.produce([{ ...record(), topic: 'signals' }])
    append(first, 'ticks', [record({ key: 'a' }), record({ key: 'b', value: null })])
    first.commit(
      batch({ changes: [{ task: 't', store: 's.v1', key: 'k', value: '{"n":1}' }], meta: new Map([['m', '1']]) }),
    )
    await first.close()

    const second = openStorage(data)
    expect([...second.read('ticks', 0)].map(({ key }) => key)).toEqual(['a', 'b'])
    expect([...second.loadStore('t', 's.v1')]).toEqual([['k', '{"n":1}']])
    expect(second.meta('m')).toBe('1')
    expect(second.inbox(9)).toHaveLength(1)
    append(second, 'ticks', [record()])
    expect(second.endOffset('ticks', 0)).toBe(3)
    await second.close()
  })

  it.each([
    ['damaged', (bytes: Buffer) => bytes.fill(0xff, bytes.length - 1), 'does not match its checksum'],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, 12), 'is shorter than its own header'],
  ])('names the place of a block that is %s', async (_name, damage, reason) => {
    const data = folder()
    const storage = openStorage(data, { sync: false })
    append(storage, 'ticks', [record(), record()])
    append(storage, 'ticks', [record()])
    const environment = openEnvironment(data, { sync: false })
    const block = environment.log.getBinary(['ticks', 0, 2])
    environment.log.putSync(['ticks', 0, 2], damage(Buffer.from(block ?? [])))

    expect([...storage.read('ticks', 0, 0, 2)]).toHaveLength(2)
    const error = expect.objectContaining({ code: 'CORRUPT', folder: data })
    expect(() => [...storage.read('ticks', 0)]).toThrow(error)
    expect(() => [...storage.read('ticks', 0)]).toThrow(`ticks[0]: the block at offset 2`)
    expect(() => [...storage.read('ticks', 0)]).toThrow(reason)
    await environment.root.close()
    await storage.close()
  })

  it('names the offset of a block that is missing', async () => {
    const data = folder()
    const storage = openStorage(data, { sync: false })
    for (let count = 0; count < 3; count++) append(storage, 'ticks', [record()])
    const environment = openEnvironment(data, { sync: false })
    environment.log.removeSync(['ticks', 0, 1])
    expect(() => [...storage.read('ticks', 0)]).toThrow(/ticks\[0\]: no block in .* holds offset 1/)
    await environment.root.close()
    await storage.close()
  })
})

describe('openStorage', () => {
  it('refuses a folder of another format, and --fresh makes it usable', async () => {
    const data = folder()
    const environment = openEnvironment(data, { sync: false })
    environment.system.putSync('version', '99')
    await environment.root.close()
    const open = () => openStorage(data)
    expect(open).toThrow(expect.objectContaining({ code: 'DATA_VERSION', folder: data }))
    expect(open).toThrow(/format 99, this release reads format 1: start over with --fresh, or use the .* release/)
    removeData(data)
    const storage = open()
    expect(storage.topics()).toEqual([])
    await storage.close()
  })

  it('refuses a file that is not a database', () => {
    const data = folder()
    mkdirSync(data)
    writeFileSync(join(data, 'ilf.mdb'), Buffer.alloc(8192, 'not a database'))
    expect(() => openStorage(data)).toThrow(expect.objectContaining({ code: 'CORRUPT' }))
  })

  it('refuses a folder that is a file', () => {
    const data = folder()
    writeFileSync(data, '')
    expect(() => openStorage(data)).toThrow(expect.objectContaining({ name: 'StorageError', code: 'IO_ERROR' }))
  })

  it('reads nothing, and creates nothing, where no run has been', () => {
    const data = folder()
    expect(() => openStorage(data, { readOnly: true })).toThrow(expect.objectContaining({ code: 'NO_DATA' }))
    expect(existsSync(data)).toBe(false)
  })

  it('refuses to write what was opened for reading', async () => {
    const data = folder()
    await openStorage(data).close()
    const reader = openStorage(data, { readOnly: true })
    expect(() => reader.commit(batch())).toThrow(expect.objectContaining({ code: 'READ_ONLY' }))
    expect(() => reader.produce([])).toThrow(expect.objectContaining({ code: 'READ_ONLY' }))
    await reader.close()
  })

  it('opens memory by its name', () => {
    const storage = openStorage(':memory:', { retain: false })
    append(storage, 'ticks', [record()])
    expect(() => [...storage.read('ticks', 0)]).toThrow(expect.objectContaining({ code: 'NOT_RETAINED' }))
  })
})
