/** The error that ends the reading of a recording: a stable code, and a message that says what to do. */

/**
 * - `FILE_UNREADABLE`: missing, no permission, broken gzip, an endless line.
 * - `BAD_HEADER`: the columns are not those of the form.
 * - `EMPTY`: not one good line.
 * - `UNSORTED`: too big to be sorted in memory.
 * - `FILE_CHANGED`: a second reading found something else than the first.
 * - `BAD_INSTRUMENTS`: the instruments file is not of its form.
 * - `BAD_OPTION`: a time, a symbol or a range that cannot be meant.
 */
export type RecordingErrorCode =
  | 'FILE_UNREADABLE'
  | 'BAD_HEADER'
  | 'EMPTY'
  | 'UNSORTED'
  | 'FILE_CHANGED'
  | 'BAD_INSTRUMENTS'
  | 'BAD_OPTION'

/** A recording that cannot be played at all. Single bad lines are `Problem`s, not errors. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError'
  readonly code: RecordingErrorCode

  constructor(code: RecordingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
