/** What every storage promises, as one suite: each implementation runs it on itself. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Storage } from '../../src/runtime/embedded/storage/storage.ts'
import { batch } from './storage-batch.ts'
import { commitContract } from './storage-commit.ts'
import { logContract } from './storage-log.ts'
import { inboxContract, storesContract } from './storage-state.ts'

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

    logContract(storage)
    commitContract(storage)
    storesContract(storage)
    inboxContract(storage)

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
