/** One ingest under the load of the exchanges: from their sockets to a reader of the topic, and what it costs. */
import { setTimeout as sleep } from 'node:timers/promises'
import { watch } from '../kafka/watcher.mjs'
import { round } from '../support/measure.mjs'

/** Connections, compilers and caches are warm after this. */
const WARM_MS = 5_000
/** What was told last is visible after this. */
const SETTLE_MS = 1_000

/**
 * Watches `topic` for some seconds while `program` (`usage()`) fills it from the exchanges. Records carry the time at which
 * an exchange told them, so a latency is from the exchange's socket until a read_committed reader has the record.
 */
export async function measureIngest({ kafka, topic, program, seconds }) {
  const watcher = await watch(kafka, topic)
  try {
    await sleep(WARM_MS)
    const before = program.usage()
    // Whole seconds, in which the exchanges count what they tell.
    const fromMs = Math.ceil(Date.now() / 1000) * 1000
    const startedAt = performance.now()
    await sleep(fromMs + seconds * 1000 - Date.now())
    const after = program.usage()
    const elapsedSeconds = (performance.now() - startedAt) / 1000
    await sleep(SETTLE_MS)
    const toMs = fromMs + seconds * 1000
    const waits = watcher.records
      .filter(({ timestampMs }) => timestampMs >= fromMs && timestampMs < toMs)
      .map(({ atMs, timestampMs }) => atMs - timestampMs)
      .sort((a, b) => a - b)
    const at = (share) => waits[Math.min(waits.length - 1, Math.floor(share * waits.length))]
    return {
      fromMs,
      p50_ms: at(0.5),
      p99_ms: at(0.99),
      published_per_s: round(waits.length / seconds),
      cores: round((after.cpuSeconds - before.cpuSeconds) / elapsedSeconds),
      peak_mb: after.peakMb,
    }
  } finally {
    await watcher.stop()
  }
}
