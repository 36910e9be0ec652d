/** Hand-made runs: a reader over topics, a recording, and what a report is made from. */
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import type { RecordingSummary } from '../../src/connectors/recordings/index.ts'
import type { ReportInput, RunFacts } from '../../src/report/input.ts'
import type { ReportReader } from '../../src/report/reading.ts'
import type { Topic } from '../../src/topology/topic.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
/** 2025-12-13 00:00 UTC. */
export const START = 1_765_584_000_000

/** What a topic holds, as Avro bodies; null stands for a record that cannot be read. */
export interface Held {
  readonly name: string
  readonly bodies: readonly (Buffer | null)[]
}

/** A topic and what it holds. */
export function held<V>({ name, codec }: Topic<V>, ...values: readonly (V | null)[]): Held {
  return { name, bodies: values.map((value) => (value === null ? null : codec.encode(value, 0))) }
}

/** A reader over hand-made topics. */
export function readerOf(timeMs: number | null, ...topics: readonly Held[]): ReportReader {
  const bodiesOf = (name: string) => topics.find((topic) => topic.name === name)?.bodies ?? []
  return {
    timeMs,
    count: (name) => bodiesOf(name).length,
    *records<V>({ name, codec }: Topic<V>, fromOffset = 0) {
      for (const body of bodiesOf(name).slice(fromOffset)) yield { value: body === null ? null : codec.decode(body, 0) }
    },
  }
}

/** A recording of one hour, played whole. */
export function summaryOf(changes: Partial<RecordingSummary> = {}): RecordingSummary {
  return {
    file: '/data/candles.csv.gz',
    candles: 120,
    from: START,
    to: START + HOUR_MS,
    segments: [{ from: START, to: START + HOUR_MS, durationMs: HOUR_MS }],
    gaps: [],
    gapCount: 0,
    marketGaps: [],
    traded: ['AUSDT', 'BUSDT'],
    reference: ['AUSDC'],
    dead: [],
    funding: 'none',
    instruments: { file: '/data/candles.instruments.json', source: 'From the documentation. More.', derived: [] },
    sortedInMemory: false,
    unknownColumns: [],
    problems: { total: 0, byCode: {} },
    signals: null,
    ...changes,
  }
}

export const RUN: RunFacts = { records: 480, elapsedMs: 2400, recordsPerSecond: 200, completed: true }

/** What a report is made from: nothing happened but what the topics say. */
export function inputOf(reader: ReportReader, changes: Partial<ReportInput> = {}): ReportInput {
  return { reader, summary: summaryOf(), config: DEFAULT_CONFIG, run: RUN, ...changes }
}
