/** The LMDB file of a data folder: how it is opened, what is in it, and which format it has. */
import { join } from 'node:path'
import type { Database, RootDatabase } from 'lmdb'
import { asStorageError, type DataFile } from './disk.ts'
import { StorageError } from './errors.ts'
import { noData, openLmdb } from './open-lmdb.ts'
import { type StoreKey, storeKeyEncoder } from './store-keys.ts'

/** The format this release reads and writes. It changes when the layout below does. */
export const DATA_VERSION = '1'

/** `readOnly` for commands that look on while a run writes. `sync`: see `openEnvironment`. */
export interface FolderOptions {
  readonly readOnly?: boolean
  readonly sync?: boolean
}

/** The tables of a data folder. */
export interface Tables {
  /** [topic, partition, first offset] → block. */
  readonly log: Database<Buffer, [string, number, number]>
  /** [topic, partition] → end offset. */
  readonly ends: Database<number, [string, number]>
  /** [topic, partition, latest timestamp so far] → first offset of the block that raised it. */
  readonly times: Database<number, [string, number, number]>
  /** [task, store] → number of the store. */
  readonly storeIds: Database<number, [string, string]>
  /** [number of the store, key] → JSON text. */
  readonly entries: Database<string, StoreKey>
  readonly meta: Database<string, string>
  /** [sequence, topic] → block of one record. */
  readonly inbox: Database<Buffer, [number, string]>
  /** The folder's own bookkeeping: `version`, `inbox.last`. */
  readonly system: Database<string, string>
}

/** An open data folder. */
export interface Environment extends DataFile, Tables {
  readonly readOnly: boolean
  readonly root: RootDatabase<Buffer, string>
}

/** The database file of a data folder. */
export function dataFile(folder: string): DataFile {
  return { folder, file: join(folder, 'ilf.mdb') }
}

/**
 * Opens the database of a folder, creating it unless `readOnly`.
 *
 * Durability. `overlappingSync` is off and transactions are synchronous: when a commit returns, its pages have been
 * flushed (fdatasync) and only then the page that points to them has been written through. So a commit survives power
 * loss, and a torn one is never visible. (With `overlappingSync`, lmdb's default, a commit is visible before it is
 * flushed and an unflushed one is rolled back after power loss, although the run has gone on from it.) `sync: false`
 * leaves flushing to the operating system: kill -9 at any instant is still harmless, since written pages belong to
 * the kernel by then, but power loss may damage the file. It suits tests and replays.
 *
 * @throws StorageError NO_DATA, DATA_VERSION, CORRUPT, DISK_FULL or IO_ERROR
 */
export function openEnvironment(folder: string, { readOnly = false, sync = true }: FolderOptions = {}): Environment {
  const at = dataFile(folder)
  const root = openLmdb<Buffer>(at, { readOnly, noSync: !sync, encoding: 'binary', maxDbs: 12 })
  try {
    const environment = { ...at, readOnly, root, ...tables(folder, root) }
    requireVersion(environment)
    return environment
  } catch (error) {
    root.close()
    throw asStorageError(at, error, 0)
  }
}

function tables(folder: string, root: RootDatabase<Buffer, string>): Tables {
  // Read-only, lmdb answers undefined for a table that does not exist yet, which its types leave out.
  const found = <Table>(table: Table | undefined): Table => {
    if (table === undefined) throw noData(folder)
    return table
  }
  const entryOptions = { encoding: 'string', keyEncoder: storeKeyEncoder } as const
  return {
    log: found(root.openDB('log', { encoding: 'binary' })),
    ends: found(root.openDB('ends', { encoding: 'json' })),
    times: found(root.openDB('times', { encoding: 'json' })),
    storeIds: found(root.openDB('store-ids', { encoding: 'json' })),
    entries: found(root.openDB('entries', entryOptions)),
    meta: found(root.openDB('meta', { encoding: 'string' })),
    inbox: found(root.openDB('inbox', { encoding: 'binary' })),
    system: found(root.openDB('system', { encoding: 'string' })),
  }
}

/** The version is the last thing a new folder gets: one without it was never finished and holds no record. */
function requireVersion({ folder, readOnly, system }: Environment): void {
  const version = system.get('version')
  if (version === DATA_VERSION) return
  if (version === undefined && readOnly) throw noData(folder)
  if (version === undefined) system.transactionSync(() => system.putSync('version', DATA_VERSION))
  else {
    const message =
      `${folder} was written in data format ${version}, this release reads format ${DATA_VERSION}: start over with ` +
      '--fresh, or use the ilf-streams release that wrote it'
    throw new StorageError('DATA_VERSION', folder, message)
  }
}
