/** The temporary folder of a mirror: gone with the process, and with the next one where a process was killed. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { acquireRunLock } from '../../runtime/embedded/storage/run-lock.ts'

const PREFIX = 'ilf-mirror-'
/** A folder without a lock this young may be one that is just being made, ms. */
const YOUNG_MS = 60_000

export interface MirrorFolder {
  readonly path: string
  /** Removes it. Whatever lies in it must be closed. */
  remove(): Promise<void>
}

/**
 * Makes one below `parent` (the system's folder for temporary files), and removes what killed processes left there.
 * @throws StorageError DISK_FULL or IO_ERROR
 */
export async function claimMirrorFolder(parent = tmpdir()): Promise<MirrorFolder> {
  await removeAbandoned(parent)
  const path = mkdtempSync(join(parent, PREFIX))
  const lock = acquireRunLock(path)
  const removeNow = () => rmSync(path, { recursive: true, force: true })
  process.once('exit', removeNow)
  return {
    path,
    async remove() {
      await lock.release()
      removeNow()
      process.off('exit', removeNow)
    },
  }
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(PREFIX)) continue
    const path = join(parent, name)
    try {
      if (Date.now() - statSync(path).mtimeMs < YOUNG_MS) continue
      const lock = acquireRunLock(path)
      await lock.release()
      rmSync(path, { recursive: true, force: true })
    } catch {
      // In use, or somebody else's.
    }
  }
}
