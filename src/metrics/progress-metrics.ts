/** How far the lanes and tasks of a member have come: lag, watermark delay, queues, restore and lane states. */
import type { Registry } from 'prom-client'
import type { LaneProgress, TaskProgress } from '../runtime/kafka/lane/lane-commit.ts'
import { addLaneMetrics, addStandstill, LAG } from './lane-metrics.ts'
import { addGauge, addGauges, type Labelled } from './series.ts'

export interface ProgressSource {
  progress(): readonly LaneProgress[]
  /** How long each task has not got on with its inputs, ms. */
  standings(): readonly { readonly topology: string; readonly partition: number; readonly standstillMs: number }[]
  /** Wall clock, Unix time in ms. */
  now(): number
}

/** Adds the gauges; everything is asked for at a scrape. */
export function addProgressMetrics(registry: Registry, { progress, standings, now }: ProgressSource): void {
  const tasks = () => progress().flatMap((lane) => lane.tasks)
  const gauges = (name: string, labels: readonly string[], help: string, values: () => Iterable<Labelled>) =>
    addGauges(registry, { name, help, labels }, values)

  addLaneMetrics(registry, progress)
  addGauges(registry, LAG, () => lags(tasks()))
  gauges('ilf_queue_records', ['topology'], 'Records that are read and wait to be taken.', () =>
    sums(tasks(), ({ inputs }) => inputs.reduce((sum, { queued }) => sum + queued, 0)),
  )
  gauges(
    'ilf_uncommitted_records',
    ['topology'],
    'Records that were taken and whose transaction is not confirmed yet.',
    () => sums(tasks(), ({ uncommitted }) => uncommitted),
  )
  gauges(
    'ilf_watermark_delay_seconds',
    ['topology', 'partition'],
    'Wall clock minus the stream time of a task; of recorded data it is their age.',
    function* () {
      for (const { topology, partition, timeMs } of tasks())
        if (timeMs !== null) yield [{ topology, partition }, (now() - timeMs) / 1000] as const
    },
  )
  addStandstill(registry, standings)
  const time = { name: 'ilf_stream_time_seconds', help: 'Event time that every task has reached, Unix time.' }
  addGauge(registry, time, () => {
    const times = tasks().flatMap(({ timeMs }) => timeMs ?? [])
    return times.length === 0 ? null : Math.min(...times) / 1000
  })
  gauges(
    'ilf_restore_offsets_to_read',
    ['lane'],
    'Offsets of changelogs that the last start of a lane has to read.',
    () => progress().map(({ lane, restore }) => [{ lane }, restore.toRead] as const),
  )
  gauges('ilf_restore_offsets_read', ['lane'], 'Offsets of changelogs that the last start of a lane has read.', () =>
    progress().map(({ lane, restore }) => [{ lane }, restore.read] as const),
  )
}

/** A broadcast partition is read by every task of its topology: the one farthest behind counts. */
function* lags(tasks: readonly TaskProgress[]): Iterable<Labelled> {
  const most = new Map<string, { labels: Record<string, string | number>; lag: number }>()
  for (const { topology, inputs } of tasks) {
    for (const { topic, partition, lag } of inputs) {
      const name = `${topology} ${topic} ${partition}`
      const known = most.get(name)
      if (known === undefined) most.set(name, { labels: { topology, topic, partition }, lag })
      else known.lag = Math.max(known.lag, lag)
    }
  }
  for (const { labels, lag } of most.values()) yield [labels, lag]
}

function* sums(tasks: readonly TaskProgress[], figure: (task: TaskProgress) => number): Iterable<Labelled> {
  const byTopology = new Map<string, number>()
  for (const task of tasks) byTopology.set(task.topology, (byTopology.get(task.topology) ?? 0) + figure(task))
  for (const [topology, sum] of byTopology) yield [{ topology }, sum]
}
