import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { openStorage } from '../../../../src/runtime/embedded/storage/open-storage.ts'
import { bundle, start } from './child.ts'
import { temporaryFolders } from './folder.ts'
import { lastWholeBatch } from './numbered-batch.ts'

const ROUNDS = 10
const folder = temporaryFolders()
let program = ''

beforeAll(async () => {
  program = await bundle('./crash.child.ts')
})

/** Pseudo-random numbers in [0, 1) of a seed (mulberry32), so that a failing run can be repeated. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

describe('a process killed while it commits', () => {
  it.each(['sync', 'no-sync'])('leaves whole batches, all that it told of (%s)', { timeout: 60_000 }, async (sync) => {
    const data = folder()
    const seed = 20_251_201
    const random = randomOf(seed)
    let last = 0
    for (let round = 0; round < ROUNDS; round++) {
      const child = start([process.execPath, program, data, sync])
      let told = 0
      for (let lines = Math.floor(random() * 20); lines >= 0; lines--) told = Number(await child.line())
      // Somewhere within the commits that follow: one takes a millisecond or a few.
      await delay(random() * 8)
      child.process.kill('SIGKILL')
      expect(await child.ended).toEqual([null, 'SIGKILL'])

      const storage = openStorage(data, { sync: false })
      const found = lastWholeBatch(storage)
      await storage.close()
      const context = `seed ${seed}, round ${round}`
      expect(found, context).toBeGreaterThanOrEqual(told)
      expect(told, context).toBeGreaterThan(last)
      last = found
    }
  })
})
