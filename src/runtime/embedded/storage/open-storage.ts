/** Opens the storage a user has named. */
import { rmSync } from 'node:fs'
import { dataFile, type FolderOptions } from './lmdb-environment.ts'
import { LmdbStorage } from './lmdb-storage.ts'
import { MEMORY } from './memory-log.ts'
import { type MemoryOptions, MemoryStorage } from './memory-storage.ts'
import type { Storage } from './storage.ts'

/**
 * The storage of a data folder, or of memory for `:memory:`. Options of the other kind are ignored.
 * @throws StorageError NO_DATA, DATA_VERSION, CORRUPT, DISK_FULL or IO_ERROR
 */
export function openStorage(folder: string, options: FolderOptions & MemoryOptions = {}): Storage {
  return folder === MEMORY ? new MemoryStorage(options) : new LmdbStorage(folder, options)
}

/** Removes the data of a folder (`--fresh`), whatever their format. The caller holds the run lock, which stays. */
export function removeData(folder: string): void {
  const { file } = dataFile(folder)
  rmSync(file, { force: true })
  rmSync(`${file}-lock`, { force: true })
}
