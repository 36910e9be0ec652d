/** One running process per data folder. */
import { join } from 'node:path'
import type { RootDatabase } from 'lmdb'
import { asStorageError } from './disk.ts'
import { StorageError } from './errors.ts'
import { openLmdb } from './open-lmdb.ts'
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts'

/** The right to run on a data folder. */
export interface RunLock {
  readonly folder: string
  /** Lets the next process in. A process that ends without it, killed or not, loses the lock all the same. */
  release(): Promise<void>
}

const OWNER = 'owner'

/**
 * Claims a folder for this process. The claim is read and written in one LMDB transaction, of a file of its own: it
 * does not depend on the format of the data, and holds while `--fresh` removes them. A claim whose owner is dead is
 * taken over.
 * @throws StorageError LOCKED, naming the owner's pid, while another run (or this process itself) holds the folder
 */
export function acquireRunLock(folder: string): RunLock {
  const at = { folder, file: join(folder, 'run.mdb') }
  const database = openLmdb<ProcessIdentity>(at, { encoding: 'json' })
  try {
    const owner = database.transactionSync(() => claim(database))
    if (owner !== undefined) throw locked(folder, owner)
    return { folder, release: once(() => release(database)) }
  } catch (error) {
    database.close()
    throw asStorageError(at, error, 0)
  }
}

/** Makes this process the owner unless another is; the other then. */
function claim(database: RootDatabase<ProcessIdentity, string>): ProcessIdentity | undefined {
  const owner = database.get(OWNER)
  if (owner !== undefined && isRunning(owner)) return owner
  database.putSync(OWNER, identify())
  return undefined
}

async function release(database: RootDatabase<ProcessIdentity, string>): Promise<void> {
  try {
    database.removeSync(OWNER)
  } catch {
    // On a full disk the claim cannot be removed. It lapses with this process.
  }
  await database.close()
}

function locked(folder: string, { pid }: ProcessIdentity): StorageError {
  const message =
    `${folder} is in use by the run with process id ${pid}: stop it, wait for it to end, or give another folder ` +
    'with --data'
  return new StorageError('LOCKED', folder, message)
}

/** The action, done at most once. */
function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= action())
}
