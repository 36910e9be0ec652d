/** Opens an LMDB file after checking what would make that fail: lmdb 3.5 crashes the process where its open fails. */
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { open, type RootDatabase, type RootDatabaseOptions } from 'lmdb'
import { asStorageError, type DataFile } from './disk.ts'
import { StorageError } from './errors.ts'

/** What LMDB stores of its own at the beginning of a file: a magic number, then the version of its format. */
const LMDB_MAGIC = Buffer.from([0xde, 0xc0, 0xef, 0xbe])
const LMDB_DATA_VERSION = 2
/** The magic number follows the header of the first page, whose size depends on the platform. */
const MAGIC_WITHIN_BYTES = 64

/** What a new LMDB file and its lock file take, amply. A lock file that has no room kills who writes into it. */
const NEW_FILE_BYTES = 256 << 10

/**
 * Opens the file, creating it and its folder unless `options.readOnly`.
 * @throws StorageError NO_DATA, CORRUPT, DISK_FULL or IO_ERROR
 */
export function openLmdb<Value>(at: DataFile, options: RootDatabaseOptions): RootDatabase<Value, string> {
  try {
    if (options.readOnly !== true) mkdirSync(at.folder, { recursive: true })
    const header = firstBytes(at.file, options.readOnly === true ? 'r' : 'a+')
    const hasLock = hasUsableLock(at)
    if (header.length > 0) requireLmdb(at, header)
    else if (options.readOnly === true) throw noData(at.folder)
    if (header.length === 0 || !hasLock) requireRoom(at)
    return open<Value, string>(at.file, { ...options, overlappingSync: false, noSubdir: true })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw noData(at.folder)
    throw asStorageError(at, error, NEW_FILE_BYTES)
  }
}

/** Nothing has been written to the folder. */
export function noData(folder: string): StorageError {
  return new StorageError('NO_DATA', folder, `${folder} holds no data yet: start a run with --data ${folder} first`)
}

/** The beginning of a file, which `a+` creates; throws what the file system says where it may not be opened so. */
function firstBytes(file: string, flags: 'r' | 'a+'): Buffer {
  const descriptor = openSync(file, flags)
  try {
    const bytes = Buffer.alloc(Math.min(MAGIC_WITHIN_BYTES, fstatSync(descriptor).size))
    readSync(descriptor, bytes, 0, bytes.length, 0)
    return bytes
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Whether there is a lock file. It is looked at without being opened: closing any descriptor of it would drop the locks
 * that this process holds there, if it has the same folder open already.
 */
function hasUsableLock({ file }: DataFile): boolean {
  const lock = `${file}-lock`
  const size = statSync(lock, { throwIfNoEntry: false })?.size ?? 0
  if (size > 0) accessSync(lock, constants.R_OK | constants.W_OK)
  return size > 0
}

function requireLmdb({ folder, file }: DataFile, header: Buffer): void {
  const magicAt = header.indexOf(LMDB_MAGIC)
  const versionAt = magicAt + LMDB_MAGIC.length
  const isReadable =
    magicAt >= 0 && versionAt + 2 <= header.length && header.readUInt16LE(versionAt) === LMDB_DATA_VERSION
  if (isReadable) return
  const advice = 'Restore it from a copy, start over with --fresh, or give another folder with --data.'
  throw new StorageError('CORRUPT', folder, `${file} is not a data file of this release. ${advice}`)
}

function requireRoom({ file }: DataFile): void {
  const probe = `${file}-room`
  try {
    writeFileSync(probe, Buffer.alloc(NEW_FILE_BYTES))
  } finally {
    rmSync(probe, { force: true })
  }
}
