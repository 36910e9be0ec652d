/** Turns what LMDB and the operating system throw into storage errors, and tells a full disk from a broken one. */
import { readFileSync, statfsSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { StorageError } from './errors.ts'

/** LMDB's own error numbers, from lmdb.h. */
const MDB = { pageNotFound: -30797, corrupted: -30796, mapFull: -30792 } as const

const OUT_OF_SPACE: readonly unknown[] = [
  MDB.mapFull,
  ...[constants.errno.ENOSPC, constants.errno.EFBIG, constants.errno.EDQUOT],
  ...['ENOSPC', 'EFBIG', 'EDQUOT'],
]
const DAMAGED: readonly unknown[] = [MDB.pageNotFound, MDB.corrupted]

/** Room LMDB may want beyond the data of a commit: copies of the pages that lead to it. */
const PAGE_OVERHEAD_BYTES = 16 << 20

/** A data folder and the database file in it. */
export interface DataFile {
  readonly folder: string
  readonly file: string
}

/**
 * The storage error for what LMDB or the operating system threw; anything else is handed back as it is.
 * @param bytesNeeded what was being written, 0 where nothing or unknown
 */
export function asStorageError(at: DataFile, thrown: unknown, bytesNeeded: number): unknown {
  if (!(thrown instanceof Error) || !('code' in thrown)) return thrown
  const { code, message: reason } = thrown
  // LMDB's errors carry a number, those of the operating system the name of the call that failed.
  if (typeof code !== 'number' && !('syscall' in thrown)) return thrown
  const { folder, file } = at
  const because = { cause: thrown }
  if (OUT_OF_SPACE.includes(code) || (code === constants.errno.EIO && isOutOfSpace(at, bytesNeeded))) {
    return new StorageError('DISK_FULL', folder, fullMessage(folder, bytesNeeded), because)
  }
  if (!DAMAGED.includes(code)) return new StorageError('IO_ERROR', folder, `${file}: ${reason}`, because)
  const advice = 'restore it from a copy, start over with --fresh, or give another folder with --data'
  return new StorageError('CORRUPT', folder, `${file} is damaged (${reason}): ${advice}`, because)
}

function fullMessage(folder: string, bytesNeeded: number): string {
  const needed = bytesNeeded > 0 ? `at least ${megabytes(bytesNeeded)} are needed, ` : ''
  return (
    `no room left in ${folder}: ${needed}${megabytes(freeBytes(folder))} are free (a quota or a file size limit may ` +
    'allow less). Nothing of this commit was written. Make room and start again: it goes on where it stopped.'
  )
}

/** LMDB reports a write that was cut short as EIO, like a failing disk: how much room is left tells them apart. */
function isOutOfSpace({ folder, file }: DataFile, bytesNeeded: number): boolean {
  const wanted = bytesNeeded + PAGE_OVERHEAD_BYTES
  return freeBytes(folder) < wanted || fileBytes(file) + wanted > fileSizeLimit()
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function fileBytes(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** Largest file this process may write (`ulimit -f`), in bytes; Infinity where there is no limit or none is known. */
function fileSizeLimit(): number {
  if (process.platform !== 'linux') return Infinity
  const soft = /^Max file size\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
  return soft === undefined ? Infinity : Number(soft)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
