/** The inputs of one task, one by one, in the order in which it is to take them. */
import type { LazyRecord } from '../lazy-record.ts'

export interface TaskInputs {
  /** Goes on to the next input; false behind the last. The other members tell of the input gone to. */
  next(): boolean
  /** Stream time it is taken at, ms. */
  readonly timeMs: number
  /** Number of the source, `PUNCTUATION` for a punctuation. */
  readonly source: number
  /** Null for a punctuation. */
  readonly record: LazyRecord | null
}
