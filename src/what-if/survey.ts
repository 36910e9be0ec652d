/** One look through the inputs of a recording before anything is run: their order, their stretch of time, their symbols. */
import { Coverage, MINUTE_MS, type RecordingSummary } from '../connectors/recordings/index.ts'
import type { MarketTick } from '../records/generated.ts'
import type { LocalRun } from '../runtime/replay/recorded-run.ts'
import { topics } from '../topics.ts'
import type { Topic } from '../topology/topic.ts'
import { type InputPartition, readableRecords } from './external-inputs.ts'

/** Minutes without any tick from which on a recording has a gap; the same as for candle files. */
const GAP_MINUTES = 5

export interface Survey {
  readonly partitions: readonly InputPartition[]
  /** Records that can be read. */
  readonly records: number
  /** Records that cannot: they would lead to dead letters only, and are left out. */
  readonly unreadable: number
  readonly summary: RecordingSummary
}

/** Looks through the given topics of a run. */
export function survey(run: LocalRun, from: readonly Topic<unknown>[], source: string): Survey {
  const partitions: InputPartition[] = []
  const market = new MarketFacts()
  let [records, unreadable] = [0, 0]
  for (const topic of from) {
    for (let partition = 0; partition < run.partitionsOf(topic.name); partition++) {
      let [last, isSorted, all] = [-Infinity, true, 0]
      for (const batch of run.read(topic.name, partition)) {
        for (const { timestamp } of batch) {
          isSorted &&= timestamp >= last
          last = timestamp
        }
        all += batch.length
      }
      if (all === 0) continue
      const one = { topic: topic.name, partition, isSorted }
      partitions.push(one)
      let readable = 0
      for (const { topic: name, value } of readableRecords(run, one)) {
        readable += 1
        if (name === topics.marketTick.name) market.see(value as MarketTick)
      }
      records += readable
      unreadable += all - readable
    }
  }
  return { partitions, records, unreadable, summary: market.summary(source) }
}

/** What the ticks say about the markets and the time they cover. */
class MarketFacts {
  private readonly minutes = new Set<number>()
  private readonly traded = new Set<string>()
  private readonly reference = new Set<string>()

  see({ symbol, market, role, event_time }: MarketTick): void {
    this.minutes.add(Math.floor(event_time / MINUTE_MS))
    if (role === 'TRADED') this.traded.add(symbol)
    else this.reference.add(market)
  }

  summary(file: string): RecordingSummary {
    const coverage = new Coverage(GAP_MINUTES)
    for (const minute of [...this.minutes].sort((a, b) => a - b)) coverage.add(minute * MINUTE_MS)
    const isEmpty = this.minutes.size === 0
    return {
      file,
      candles: 0,
      from: isEmpty ? 0 : coverage.first,
      to: isEmpty ? 0 : coverage.last + MINUTE_MS,
      segments: coverage.segments(),
      gaps: coverage.gaps,
      gapCount: coverage.gapCount,
      marketGaps: [],
      traded: [...this.traded].sort(),
      reference: [...this.reference].sort(),
      dead: [],
      funding: 'none',
      instruments: { file: null, source: null, derived: [] },
      sortedInMemory: false,
      unknownColumns: [],
      problems: { total: 0, byCode: {} },
      signals: null,
    }
  }
}
