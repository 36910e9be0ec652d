/** The figures of the recorded run itself, out of its own topics: what the cells are compared with. */
import type { AppConfig } from '../config/config.ts'
import { Serde } from '../records/serde.ts'
import { buildReport } from '../report/build-report.ts'
import type { ReportReader } from '../report/reading.ts'
import { inputOf, type LocalRun } from '../runtime/replay/recorded-run.ts'
import { topics } from '../topics.ts'
import type { Topic } from '../topology/topic.ts'
import { type CellFigures, cellFigures } from './cell-figures.ts'
import type { Survey } from './survey.ts'

export function recordedFigures(run: LocalRun, config: AppConfig, { summary }: Survey): CellFigures {
  return cellFigures(buildReport({ reader: new RecordedReader(run), summary, config, run: null }))
}

/** A recording as a report reads it: all partitions of a topic as one, by event time. */
class RecordedReader implements ReportReader {
  private readonly run: LocalRun
  private readonly serde: Serde

  constructor(run: LocalRun) {
    this.run = run
    this.serde = new Serde(run.schemas, { jsonDoor: run.jsonDoor })
  }

  *records<V>(topic: Topic<V>, fromOffset = 0): Iterable<{ readonly value: V | null }> {
    let left = fromOffset
    for (const record of this.inOrder(topic.name)) {
      if (left-- > 0) continue
      const input = inputOf(topic.name, record, topic.codec)
      yield { value: input.read(this.serde, topic.codec) ? (input.value as V) : null }
    }
  }

  count(topic: string): number {
    let count = 0
    for (const batch of this.batches(topic)) count += batch.length
    return count
  }

  get timeMs(): number | null {
    let last: number | null = null
    for (const batch of this.batches(topics.marketTick.name))
      for (const { timestamp } of batch) last = Math.max(last ?? timestamp, timestamp)
    return last
  }

  private *inOrder(topic: string) {
    if (this.run.partitionsOf(topic) === 1) {
      for (const batch of this.run.read(topic, 0)) yield* batch
      return
    }
    yield* [...this.batches(topic)].flat().sort((a, b) => a.timestamp - b.timestamp)
  }

  private *batches(topic: string) {
    for (let partition = 0; partition < this.run.partitionsOf(topic); partition++)
      yield* this.run.read(topic, partition)
  }
}
