/** What a report is made from. */
import type { AppConfig } from '../config/config.ts'
import type { RecordingSummary } from '../connectors/recordings/index.ts'
import type { ReportReader } from './reading.ts'

/** What only the program that ran it knows: how fast it was, how it ended, what was chosen of the recording. */
export interface RunFacts {
  /** External records taken, over all runs of the folder. */
  readonly records: number
  /** Wall time of this run, ms; null where it was not measured. */
  readonly elapsedMs: number | null
  /** External records per second of this run; null where it was not measured. */
  readonly recordsPerSecond: number | null
  /** False: it was stopped before the end of its recording. */
  readonly completed: boolean
  /** Event time range that was asked for, Unix ms, the end exclusive; null: from the start, to the end. */
  readonly from?: number | null
  readonly to?: number | null
  /** Symbols that were asked for; null: all. */
  readonly symbols?: readonly string[] | null
}

/** A run to report on. */
export interface ReportInput {
  readonly reader: ReportReader
  readonly summary: RecordingSummary
  readonly config: AppConfig
  /** Null where the report is made later, from the folder alone. */
  readonly run: RunFacts | null
}
