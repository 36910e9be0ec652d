/**
 * Commits until there is no room left, then tells as JSON how that ended and what is still there. With a reserve, a
 * file that takes up room, it also begins new folders while the disk is full, and goes on after removing the reserve.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StorageError } from '../../../../src/runtime/embedded/storage/errors.ts'
import { openStorage } from '../../../../src/runtime/embedded/storage/open-storage.ts'
import { acquireRunLock } from '../../../../src/runtime/embedded/storage/run-lock.ts'
import type { Storage } from '../../../../src/runtime/embedded/storage/storage.ts'
import { lastWholeBatch, numberedBatch } from './numbered-batch.ts'

const [root = '', reserveBytes = '0'] = process.argv.slice(2)
const folder = join(root, 'data')
const reserve = join(root, 'reserve')

/** What an action throws, as something to print. */
function failure(action: () => void): unknown {
  try {
    action()
    return null
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
    return { code: error.code, folder: error.folder, message: error.message }
  }
}

function commitNext(storage: Storage): void {
  storage.commit(numberedBatch(Number(storage.meta('number') ?? 0) + 1, storage))
}

/** Takes what is left, to the last page. */
function fillUp(): void {
  for (let bytes = 1 << 20; bytes >= 512; bytes >>= 1) {
    try {
      writeFileSync(join(root, `filler-${bytes}`), Buffer.alloc(bytes))
    } catch {
      // No room for this much: half of it may fit.
    }
  }
}

if (Number(reserveBytes) > 0) writeFileSync(reserve, Buffer.alloc(Number(reserveBytes)))
const storage = openStorage(folder)
let refused: unknown = null
while (refused === null) refused = failure(() => commitNext(storage))
const whole = lastWholeBatch(storage)
let onFullDisk: unknown = null
let resumedAt: number | null = null
if (Number(reserveBytes) > 0) {
  fillUp()
  onFullDisk = [
    failure(() => commitNext(storage)),
    failure(() => openStorage(join(root, 'another'))),
    failure(() => acquireRunLock(join(root, 'another'))),
  ]
  rmSync(reserve)
  commitNext(storage)
  resumedAt = lastWholeBatch(storage)
}
await storage.close()
process.stdout.write(`${JSON.stringify({ refused, whole, onFullDisk, resumedAt })}\n`)
