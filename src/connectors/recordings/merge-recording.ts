/** Merges the ticks of a recording with its rarer records, minute by minute, in order of time. */
import type { SourceRecord } from '../source-record.ts'
import { MINUTE_MS } from './candle-parser.ts'
import { deadLetter } from './dead-letters.ts'
import type { CandleMinute } from './minutes-of.ts'
import { RecordSkip } from './record-skip.ts'
import type { TickFactory } from './tick-factory.ts'

export interface MergeInput {
  readonly minutes: AsyncIterable<CandleMinute>
  readonly ticks: TickFactory
  /** Signals and the dead letters of bad signals, in order of time. */
  readonly extras: readonly SourceRecord[]
  /** Records that come before all others, given the time of the first of them, Unix ms. */
  readonly head: (time: number) => SourceRecord[]
  readonly skipRecords: number
}

/**
 * Batches in order of time, each in order of time within; no two share an instant. Bad lines of the candle file are
 * dead letters at the opening of the minute they stand beside.
 */
export async function* mergeRecording(input: MergeInput): AsyncGenerator<readonly SourceRecord[]> {
  const { ticks } = input
  const skip = new RecordSkip(input.skipRecords)
  const extras = new Extras(input.extras)
  let isFirst = true
  for await (const minute of input.minutes) {
    const start = Math.min(extras.nextTime, minute.time)
    const head = isFirst ? input.head(start) : []
    isFirst = false
    const before = extras.before(minute.time)
    const beside = extras.before(minute.time + MINUTE_MS)
    const letters = minute.problems.map((problem) => deadLetter(problem, minute.time))
    // The first extras may come before the first minute; the head comes before either.
    const [alone, opening] = before.length > 0 ? [[...head, ...before], letters] : [[], [...head, ...letters]]
    const first = skip.take(alone.length, () => alone)
    if (first !== null) yield first
    const size = opening.length + ticks.count(minute) + beside.length
    const batch = skip.take(size, () => merged(opening, ticks.make(minute), beside))
    if (batch !== null) yield batch
  }
  const rest = extras.before(Number.POSITIVE_INFINITY)
  const last = skip.take(rest.length, () => rest)
  if (last !== null) yield last
}

/** Hands out records in order of time, each once. */
class Extras {
  readonly #records: readonly SourceRecord[]
  #next = 0

  constructor(records: readonly SourceRecord[]) {
    this.#records = records
  }

  get nextTime(): number {
    return this.#records[this.#next]?.timestamp ?? Number.POSITIVE_INFINITY
  }

  before(time: number): SourceRecord[] {
    const first = this.#next
    while (this.nextTime < time) this.#next += 1
    return this.#records.slice(first, this.#next)
  }
}

/** In order of time; the usual minute has ticks alone. */
function merged(opening: SourceRecord[], ticks: SourceRecord[], beside: SourceRecord[]): SourceRecord[] {
  if (opening.length === 0 && beside.length === 0) return ticks
  return [...opening, ...ticks, ...beside].sort((a, b) => a.timestamp - b.timestamp)
}
