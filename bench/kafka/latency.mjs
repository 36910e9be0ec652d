/** Milliseconds from the moment a record is sent to the moment its answer is visible to a read_committed reader. */
import { setTimeout as sleep } from 'node:timers/promises'
import { watch } from './watcher.mjs'

const SETTLE_MS = 2_000
/** The first seconds are a cold start: they are measured by the drain, not here. */
const WARM_AFTER_MS = 5_000

/**
 * Runs `load` (which sends records stamped with the clock) while a job answers into `output`, whose records carry the time
 * of the record they answer. Returns p50 and p99 of the warm part.
 */
export async function latency(kafka, output, load) {
  const watcher = await watch(kafka, output)
  try {
    const startedAtMs = Date.now()
    await load()
    await sleep(SETTLE_MS)
    const waits = watcher.records
      .filter(({ timestampMs }) => timestampMs > startedAtMs + WARM_AFTER_MS)
      .map(({ atMs, timestampMs }) => atMs - timestampMs)
      .sort((a, b) => a - b)
    const at = (share) => waits[Math.min(waits.length - 1, Math.floor(share * waits.length))]
    return { p50_ms: at(0.5), p99_ms: at(0.99), answers: waits.length }
  } finally {
    await watcher.stop()
  }
}
