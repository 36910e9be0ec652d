/** The graph of topics and topologies with how much runs through it, out of what `describe` says and what topics hold. */
import type { Flow } from '../protocol/flow.ts'
import type { TopologyPulse } from '../protocol/overview.ts'
import { Rate } from './rate.ts'
import { type StandingTopology, Standstill } from './standstill.ts'

/** What of `ilf topology describe --format json` is shown. */
export interface Graph {
  readonly topologies: readonly {
    readonly name: string
    readonly doc: string
    readonly sources: readonly { readonly topic: string }[]
    readonly sinks: readonly { readonly topic: string }[]
  }[]
  readonly topics: readonly {
    readonly name: string
    readonly writtenBy: readonly string[]
    readonly readBy: readonly string[]
  }[]
}

interface Pulse {
  outputs: number
  lastOutputMs: number | null
  readonly rate: Rate
}

export class FlowView {
  private readonly graph: Graph
  private readonly topicRates = new Map<string, Rate>()
  private readonly pulses: ReadonlyMap<string, Pulse>
  private readonly standstill = new Standstill()
  private lastInputAgoMs: ReadonlyMap<string, number> = new Map()

  constructor(graph: Graph) {
    this.graph = graph
    this.pulses = new Map(
      graph.topologies.map(({ name }) => [name, { outputs: 0, lastOutputMs: null, rate: new Rate() }]),
    )
  }

  /** Notes an output by its `source` header. */
  seeOutput(source: string | undefined, timeMs: number): void {
    const pulse = this.pulses.get(source ?? '')
    if (pulse === undefined) return
    pulse.outputs += 1
    pulse.lastOutputMs = Math.max(pulse.lastOutputMs ?? timeMs, timeMs)
  }

  /** Takes a sample of every rate. */
  sample(countOf: (topic: string) => number, atMs: number): void {
    for (const { name } of this.graph.topics) this.rateOf(name).see(countOf(name), atMs)
    for (const { outputs, rate } of this.pulses.values()) rate.see(outputs, atMs)
  }

  /**
   * Looks whether every topology takes what comes.
   *
   * @param streamTimeMs event time that the run has reached
   * @param atMs wall clock, ms
   */
  sampleProgress(
    progress: ReadonlyMap<string, { readonly records: number; readonly timeMs: number | null }>,
    { countOf, streamTimeMs, atMs }: { countOf(topic: string): number; streamTimeMs: number | null; atMs: number },
  ): void {
    const samples = this.graph.topologies.map(({ name, sources }) => ({
      name,
      input: sources.reduce((sum, { topic }) => sum + countOf(topic), 0),
      progress: progress.get(name) ?? null,
    }))
    this.standstill.see(samples, streamTimeMs, atMs)
    const reached = [...progress].flatMap(([name, { timeMs }]) => (timeMs === null ? [] : [[name, timeMs] as const]))
    this.lastInputAgoMs = new Map(reached.map(([name, timeMs]) => [name, Math.max(0, (streamTimeMs ?? 0) - timeMs)]))
  }

  get standing(): readonly StandingTopology[] {
    return this.standstill.standing
  }

  rateOf(topic: string): Rate {
    const rate = this.topicRates.get(topic) ?? new Rate()
    this.topicRates.set(topic, rate)
    return rate
  }

  /** @param lags records of its inputs that each has not committed, as far as they are known */
  topologiesWith(lags: ReadonlyMap<string, number>): readonly TopologyPulse[] {
    const standing = new Map(this.standing.map(({ name, forMs }) => [name, forMs]))
    return [...this.pulses].map(([name, { outputs, lastOutputMs, rate }]) => {
      const standsStillMs = standing.get(name) ?? null
      const lastInputAgoMs = this.lastInputAgoMs.get(name) ?? null
      const lagRecords = lags.get(name) ?? null
      return {
        name,
        outputs,
        lastOutputMs,
        outputsPerSecond: rate.perSecond,
        standsStillMs,
        lastInputAgoMs,
        lagRecords,
      }
    })
  }

  flow(
    countOf: (topic: string) => number,
    stores: readonly { readonly task: string; readonly store: string; readonly entries: number }[],
    hasStores: boolean,
  ): Flow {
    return {
      topologies: this.graph.topologies.map(({ name, doc, sources, sinks }) => ({
        name,
        doc,
        reads: sources.map(({ topic }) => topic),
        writes: sinks.map(({ topic }) => topic),
        stores: storesOf(name, stores),
      })),
      topics: this.graph.topics.map(({ name, writtenBy, readBy }) => {
        return { name, writtenBy, readBy, records: countOf(name), recordsPerSecond: this.rateOf(name).perSecond }
      }),
      hasStores,
    }
  }
}

/** Entries of each store, summed over the tasks of a topology. */
function storesOf(
  topology: string,
  stores: readonly { readonly task: string; readonly store: string; readonly entries: number }[],
) {
  const sums = new Map<string, number>()
  for (const { task, store, entries } of stores)
    if (task.startsWith(`${topology}/`)) sums.set(store, (sums.get(store) ?? 0) + entries)
  return [...sums].map(([name, entries]) => ({ name, entries }))
}
