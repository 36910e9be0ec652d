/** What the commits of a member tell: records and bytes by topic, and how long computing and committing took. */
import { Counter, Histogram, type Registry } from 'prom-client'
import type { LaneCommit, TaskCommit, TopicTally } from '../runtime/kafka/lane/lane-commit.ts'
import { commitDurations, DURATION_BUCKETS, readTraffic, type Traffic, writtenTraffic } from './traffic.ts'

export class CommitMetrics {
  private readonly changelogOf: (topology: string) => string
  private readonly read: Traffic
  private readonly written: Traffic
  private readonly outputs: Counter<'topology'>
  private readonly computing: Histogram
  private readonly committing: Histogram

  /** @param changelogOf name of the changelog of a topology */
  constructor(registry: Registry, changelogOf: (topology: string) => string) {
    const registers = [registry]
    this.changelogOf = changelogOf
    this.read = readTraffic(registry)
    this.written = writtenTraffic(registry)
    this.outputs = new Counter({
      name: 'ilf_topology_outputs_total',
      help: 'Records a topology has written, without its order and changelog topics.',
      labelNames: ['topology'],
      registers,
    })
    this.computing = new Histogram({
      name: 'ilf_processing_duration_seconds',
      help: 'Time a lane computed for one transaction that took inputs.',
      buckets: DURATION_BUCKETS,
      registers,
    })
    this.committing = commitDurations(registry)
  }

  see({ computingMs, durationMs, tasks }: LaneCommit): void {
    this.committing.observe(durationMs / 1000)
    if (tasks.length > 0) this.computing.observe(computingMs / 1000)
    for (const task of tasks) {
      const { topology, taken, outputs } = task
      for (const tally of taken) this.read.count(topology, tally)
      for (const tally of writtenBy(task, this.changelogOf(topology))) this.written.count(topology, tally)
      if (outputs.length > 0) this.outputs.inc({ topology }, outputs.length)
    }
  }
}

function writtenBy({ outputs, order, changelog }: TaskCommit, changelogName: string): readonly TopicTally[] {
  const tallies = new Map<string, { topic: string; records: number; bytes: number }>()
  const add = (topic: string, value: Buffer | null) => {
    let tally = tallies.get(topic)
    if (tally === undefined) {
      tally = { topic, records: 0, bytes: 0 }
      tallies.set(topic, tally)
    }
    tally.records += 1
    tally.bytes += value?.length ?? 0
  }
  for (const { topic, value } of outputs) add(topic.name, value)
  if (order !== null) add(order.topic.name, order.value)
  for (const { value } of changelog) add(changelogName, value)
  return [...tallies.values()]
}
