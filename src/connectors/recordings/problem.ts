/** Bad lines of a recording: what was wrong, where, counted in full and kept in part. */

/** Stable codes of bad lines; also the `error_code` of their dead letters. */
export type ProblemCode =
  | 'MALFORMED_LINE'
  | 'BAD_TIME'
  | 'NOT_ALIGNED'
  | 'BAD_SYMBOL'
  | 'NOT_A_NUMBER'
  | 'NON_POSITIVE_PRICE'
  | 'NEGATIVE_VOLUME'
  | 'HIGH_BELOW_LOW'
  | 'OUTSIDE_RANGE'
  | 'DUPLICATE_CANDLE'
  | 'BROKEN_JSON'
  | 'MISSING_FIELD'
  | 'BAD_FIELD'
  | 'UNKNOWN_ACTION'
  | 'BAD_CONFIDENCE'
  | 'SIGNAL_OUTSIDE_RECORDING'

/** What is wrong with a line, before it is known which line. */
export interface Fault {
  readonly code: ProblemCode
  readonly message: string
}

/** A bad line. It is left out, becomes a dead letter, and the rest goes on. */
export interface Problem extends Fault {
  /** Path of the file as it was given. */
  readonly file: string
  /** Line in the file, counted from 1. */
  readonly line: number
  /** The line itself, cut after `MAX_TEXT` characters. */
  readonly text: string
  /** Event time of the last good line before it, Unix ms; null when none came before. */
  readonly near: number | null
}

/** Bad lines are kept up to this length, so that a file without line ends cannot fill the memory. */
export const MAX_TEXT = 4096

/** How many bad lines there were, of which kind. */
export interface ProblemCounts {
  readonly total: number
  readonly byCode: ReadonlyMap<ProblemCode, number>
}

/** Counts every problem and keeps the first `keep` of them. */
export class ProblemLog implements ProblemCounts {
  readonly byCode = new Map<ProblemCode, number>()
  readonly kept: Problem[] = []
  total = 0
  readonly #keep: number

  constructor(keep: number) {
    this.#keep = keep
  }

  /** True while every problem is kept. */
  get complete(): boolean {
    return this.kept.length === this.total
  }

  add(problem: Problem): void {
    this.total += 1
    this.byCode.set(problem.code, (this.byCode.get(problem.code) ?? 0) + 1)
    if (this.kept.length < this.#keep) this.kept.push(problem)
  }
}
