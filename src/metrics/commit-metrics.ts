/** What the commits of a member tell: records and bytes by topic, and how long computing and committing took. */
import { Counter, Histogram, type Registry } from 'prom-client'
import type { LaneCommit, TaskCommit, TopicTally } from '../runtime/kafka/lane/lane-commit.ts'

/** Upper bounds, seconds: from a commit of a few records on a near broker to a coordinator that is hardly there. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const BY_TOPIC = ['topology', 'topic'] as const

export class CommitMetrics {
  private readonly changelogOf: (topology: string) => string
  private readonly read: Flow
  private readonly written: Flow
  private readonly outputs: Counter<'topology'>
  private readonly computing: Histogram
  private readonly committing: Histogram

  /** @param changelogOf name of the changelog of a topology */
  constructor(registry: Registry, changelogOf: (topology: string) => string) {
    const registers = [registry]
    const counter = (name: string, help: string) => new Counter({ name, help, labelNames: BY_TOPIC, registers })
    this.changelogOf = changelogOf
    this.read = {
      records: counter('ilf_records_read_total', 'Records that were taken, their transaction confirmed.'),
      bytes: counter('ilf_read_bytes_total', 'Bytes of the values of records that were taken.'),
    }
    this.written = {
      records: counter('ilf_records_written_total', 'Records that were written, order and changelog topics included.'),
      bytes: counter('ilf_written_bytes_total', 'Bytes of the values of records that were written.'),
    }
    this.outputs = new Counter({
      name: 'ilf_topology_outputs_total',
      help: 'Records a topology has written, without its order and changelog topics.',
      labelNames: ['topology'],
      registers,
    })
    this.computing = new Histogram({
      name: 'ilf_processing_duration_seconds',
      help: 'Time a lane computed for one transaction that took inputs.',
      buckets: BUCKETS,
      registers,
    })
    this.committing = new Histogram({
      name: 'ilf_commit_duration_seconds',
      help: 'Time from the beginning of a commit until the coordinator had confirmed the transaction.',
      buckets: BUCKETS,
      registers,
    })
  }

  see({ computingMs, durationMs, tasks }: LaneCommit): void {
    this.committing.observe(durationMs / 1000)
    if (tasks.length > 0) this.computing.observe(computingMs / 1000)
    for (const task of tasks) {
      const { topology, taken, outputs } = task
      for (const tally of taken) count(this.read, topology, tally)
      for (const tally of writtenBy(task, this.changelogOf(topology))) count(this.written, topology, tally)
      if (outputs.length > 0) this.outputs.inc({ topology }, outputs.length)
    }
  }
}

interface Flow {
  readonly records: Counter<(typeof BY_TOPIC)[number]>
  readonly bytes: Counter<(typeof BY_TOPIC)[number]>
}

function count({ records, bytes }: Flow, topology: string, tally: TopicTally): void {
  if (tally.records === 0) return
  const labels = { topology, topic: tally.topic }
  records.inc(labels, tally.records)
  bytes.inc(labels, tally.bytes)
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
