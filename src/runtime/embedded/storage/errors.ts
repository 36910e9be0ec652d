/** What can go wrong with a data folder, each with a stable code and a message that says what to do. */
import { StreamError } from '../../errors.ts'

/**
 * `DISK_FULL`: no room, over quota or at the file size limit. `IO_ERROR`: the operating system refused otherwise.
 * `CORRUPT`: bytes on disk are not what was written. `DATA_VERSION`: the folder has another format. `NO_DATA`: there
 * is nothing to read. `LOCKED`: another run owns the folder. `READ_ONLY`, `CLOSED`: the call does not fit how the
 * storage was opened. `INVALID_NAME`, `INVALID_KEY`, `INVALID_RECORD`, `OFFSET_GAP`: the caller handed in something
 * that cannot be kept. `NOT_RETAINED`: the records asked for were dropped on purpose.
 */
export type StorageErrorCode =
  | 'DISK_FULL'
  | 'IO_ERROR'
  | 'CORRUPT'
  | 'DATA_VERSION'
  | 'NO_DATA'
  | 'LOCKED'
  | 'READ_ONLY'
  | 'CLOSED'
  | 'INVALID_NAME'
  | 'INVALID_KEY'
  | 'INVALID_RECORD'
  | 'OFFSET_GAP'
  | 'NOT_RETAINED'

/** An error of the storage. Its class is always `halt`: after it, nothing that depends on a commit may go on. */
export class StorageError extends StreamError {
  override readonly code: StorageErrorCode
  /** The data folder, or `:memory:`. */
  readonly folder: string

  constructor(code: StorageErrorCode, folder: string, message: string, options?: ErrorOptions) {
    super(code, 'halt', message, options)
    this.name = 'StorageError'
    this.code = code
    this.folder = folder
  }
}
