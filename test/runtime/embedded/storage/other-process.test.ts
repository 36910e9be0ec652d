import { beforeAll, describe, expect, it } from 'vitest'
import { openStorage } from '../../../../src/runtime/embedded/storage/open-storage.ts'
import { batch, record } from '../../../contract/storage-batch.ts'
import { bundle, type Child, start } from './child.ts'
import { temporaryFolders } from './folder.ts'

const folder = temporaryFolders()
let program = ''

beforeAll(async () => {
  program = await bundle('./other-process.child.ts')
})

async function ask(child: Child, command: string): Promise<unknown> {
  child.process.stdin?.write(`${command}\n`)
  return JSON.parse(await child.line())
}

async function beside(data: string, mode: 'read' | 'produce'): Promise<Child> {
  const child = start([process.execPath, program, data, mode])
  expect(await child.line()).toBe('"ready"')
  return child
}

async function end(child: Child): Promise<void> {
  child.process.stdin?.end()
  expect(await child.ended).toEqual([0, null])
}

describe('another process beside a run', () => {
  it('reads what the run commits, however far the file has grown', async () => {
    const data = folder()
    const storage = openStorage(data, { sync: false })
    const reader = await beside(data, 'read')
    expect(await ask(reader, 'look')).toEqual({ end: 0, bytes: 0, entries: 0 })
    for (const round of [1, 2, 3]) {
      const records = Array.from({ length: 20_000 }, () => record({ value: Buffer.alloc(400, round) }))
      const appends = [{ topic: 'ticks', partition: 0, firstOffset: (round - 1) * 20_000, records }]
      storage.commit(batch({ appends, changes: [{ task: 'task', store: 'store', key: `${round}`, value: '1' }] }))
      expect(await ask(reader, 'look')).toEqual({ end: round * 20_000, bytes: round * 8_000_000, entries: round })
    }
    await end(reader)
    await storage.close()
  })

  it('produces into the inbox, and the run takes each record once', async () => {
    const data = folder()
    const storage = openStorage(data, { sync: false })
    const producer = await beside(data, 'produce')
    const taken: string[] = []
    for (const name of ['first', 'second', 'third']) {
      expect(await ask(producer, name)).toBe('produced')
      // Without this the run's view would be older than what was produced; nothing else has been committed since.
      const waiting = storage.inbox(10)
      const records = waiting.map(({ key, timestamp, headers, value }) => ({ key, timestamp, headers, value }))
      const appends = [{ topic: 'signals', partition: 0, firstOffset: taken.length, records }]
      taken.push(...records.map(({ key }) => key))
      storage.commit(batch({ appends, inboxTaken: waiting.at(-1)?.sequence ?? 0 }))
    }
    expect(taken).toEqual(['first', 'second', 'third'])
    expect(Array.from(storage.read('signals', 0), ({ value }) => value?.toString())).toEqual(taken)
    expect(storage.inbox(10)).toEqual([])
    await end(producer)
    await storage.close()
  })
})
