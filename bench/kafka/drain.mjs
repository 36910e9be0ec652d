/** A job that drains topics which are full when it starts: rate, CPU and memory from outside. */
import { setTimeout as sleep } from 'node:timers/promises'
import { perSecond, round } from '../support/measure.mjs'
import { committed } from './cluster.mjs'
import { startProgram } from './program.mjs'
import { watch } from './watcher.mjs'

const POLL_MS = 100
const QUIET_MS = 1_000

/**
 * Starts `args` and measures until the group has committed all `records` of `sources` and the last output is visible to a
 * read_committed reader. The job prints `{"event":"first_record"}` when its first input reaches it. Returns the figures and
 * the output's values.
 */
export async function drain(kafka, admin, { args, environment, groupId, sources, output, records }) {
  const watcher = await watch(kafka, output)
  const job = startProgram(args, environment)
  try {
    const first = await job.event('first_record')
    const before = job.usage().cpuSeconds
    while ((await committed(admin, groupId, sources)) < records) await sleep(POLL_MS)
    const committedAtMs = Date.now()
    const { cpuSeconds, peakMb } = job.usage()
    const lastAtMs = () => Math.max(committedAtMs, watcher.records.at(-1)?.atMs ?? 0)
    while (Date.now() - lastAtMs() < QUIET_MS) await sleep(POLL_MS)
    const figures = {
      records_per_s: perSecond(records, lastAtMs() - first.t),
      from_spawn_per_s: perSecond(records, lastAtMs() - job.spawnedAtMs),
      cpu_s: round(cpuSeconds - before),
      peak_mb: peakMb,
      outputs: watcher.records.length,
    }
    return { figures, values: watcher.records.map(({ value }) => value) }
  } finally {
    await job.stop()
    await watcher.stop()
  }
}
