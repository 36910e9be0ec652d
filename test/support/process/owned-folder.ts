/** Temporary folders named after the process that owns them, so that a later run can remove what a killed one left. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'ilf-owned'

/** A new empty folder; the folders of processes that are gone are removed on the way. */
export async function ownedFolder(purpose: string): Promise<string> {
  await removeOrphans()
  return mkdtemp(join(tmpdir(), `${PREFIX}-${process.pid}-${purpose}-`))
}

/** Removes a folder, also when its last writer is only just ending. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

async function removeOrphans(): Promise<void> {
  const owned = new RegExp(`^${PREFIX}-(\\d+)-`)
  for (const name of await readdir(tmpdir())) {
    const owner = owned.exec(name)?.[1]
    if (owner !== undefined && !isRunning(Number(owner))) await removeFolder(join(tmpdir(), name))
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process of another user is there, and refuses the question.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
