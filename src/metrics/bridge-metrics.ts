/** The metrics of the bridge to an AI engine: what it asked, what became of it, and how long the engine took. */
import { Histogram, type Registry } from 'prom-client'
import type { BridgeCounts, CountsByCode } from '../connectors/ai-bridge/bridge-stats.ts'
import type { StreamError } from '../runtime/errors.ts'
import type { TopicTally } from '../runtime/kafka/lane/lane-commit.ts'
import type { LaneState } from '../runtime/kafka/lane/lane-state.ts'
import { ErrorMetrics } from './error-metrics.ts'
import { addDeadLetters } from './fact-metrics.ts'
import { addLaneMetrics, addStandstill, LAG } from './lane-metrics.ts'
import { addReady, type MetricsPage, metricsPage, processRegistry } from './metrics-page.ts'
import { addCounters, addCounts, addGauge, addGauges } from './series.ts'
import { commitDurations, DURATION_BUCKETS, writtenTraffic } from './traffic.ts'

const NAME = 'ai-bridge'

/** Where a bridge stands. */
export interface BridgeFigures {
  readonly lanes: readonly {
    readonly lane: number
    readonly state: LaneState
    readonly lag: number
    readonly pending: number
  }[]
  readonly isCircuitOpen: boolean
  readonly counts: BridgeCounts
}

export interface BridgeSource {
  status(): BridgeFigures
  /** How long each lane has not got on with its ticks, ms. */
  standings(): readonly { readonly topology: string; readonly partition: number; readonly standstillMs: number }[]
  isReady(): boolean
  /** Topic whose partitions are the lanes. */
  readonly topic: string
}

/** What the bridge has to be given, see `BridgeMemberOptions`. */
export interface BridgeHooks {
  onAnswered(durationMs: number): void
  onCommit(written: readonly TopicTally[], durationMs: number): void
}

export class BridgeMetrics {
  readonly hooks: BridgeHooks
  private readonly registry: Registry = processRegistry()
  private readonly errors: ErrorMetrics

  constructor({ status, standings, isReady, topic }: BridgeSource) {
    const { registry } = this
    this.errors = new ErrorMetrics(registry)
    addReady(registry, isReady)
    addLaneMetrics(registry, () => status().lanes)
    addStandstill(registry, standings)
    addGauges(registry, LAG, () =>
      status().lanes.map(({ lane, lag }) => [{ topology: NAME, topic, partition: lane }, lag] as const),
    )
    addQuestions(registry, status)
    addDeadLetters(registry, () => entries(status().counts.lettersByCode))
    const answers = new Histogram({
      name: 'ilf_bridge_answer_duration_seconds',
      help: 'Time from a question until its usable answer, waiting and tries included.',
      buckets: DURATION_BUCKETS,
      registers: [registry],
    })
    const [commits, written] = [commitDurations(registry), writtenTraffic(registry)]
    this.hooks = {
      onAnswered: (durationMs) => answers.observe(durationMs / 1000),
      onCommit: (tallies, durationMs) => {
        commits.observe(durationMs / 1000)
        for (const tally of tallies) written.count(NAME, tally)
      },
    }
  }

  /** Counts an error that the bridge has told of. */
  seeError(error: StreamError): void {
    this.errors.see(error)
  }

  page(): Promise<MetricsPage> {
    return metricsPage(this.registry)
  }
}

function addQuestions(registry: Registry, status: () => BridgeFigures): void {
  const counter = (name: string, help: string, count: (counts: BridgeCounts) => number) =>
    addCounters(registry, { name, help, labels: [] }, () => [[{}, count(status().counts)]])
  const byCode = (name: string, help: string, counts: (counts: BridgeCounts) => CountsByCode) =>
    addCounts(registry, { name, help, label: 'reason' }, () => entries(counts(status().counts)))
  counter('ilf_bridge_questions_total', 'Questions put to the engine.', ({ asked }) => asked)
  counter('ilf_bridge_answers_total', 'Signals of the engine.', ({ answered }) => answered)
  byCode('ilf_bridge_failures_total', 'Questions without a usable answer, by reason.', ({ failures }) => failures)
  byCode(
    'ilf_bridge_fallbacks_total',
    'Signals of the fallback, by the reason the engine gave none.',
    ({ fallbacksByCode }) => fallbacksByCode,
  )
  counter(
    'ilf_bridge_skipped_intervals_total',
    'Intervals that were too old to ask about.',
    ({ skippedIntervals }) => skippedIntervals,
  )
  counter('ilf_bridge_unreadable_ticks_total', 'Ticks that were passed over.', ({ unreadableTicks }) => unreadableTicks)
  const open = { name: 'ilf_bridge_circuit_open', help: '1 while the engine is left alone after failures, else 0.' }
  addGauge(registry, open, () => (status().isCircuitOpen ? 1 : 0))
  const pending = { name: 'ilf_bridge_questions_pending', help: 'Questions whose outcome is not on the topic yet.' }
  addGauge(registry, pending, () => status().lanes.reduce((sum, lane) => sum + lane.pending, 0))
}

function entries(counts: CountsByCode): readonly (readonly [string, number])[] {
  return Object.entries(counts)
}
