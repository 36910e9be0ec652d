/** One program under paced load: latency, CPU and memory from outside. */
import { round } from '../support/measure.mjs'
import { createTopics } from './cluster.mjs'
import { latency } from './latency.mjs'
import { loadHistory, pace } from './pace.mjs'
import { startProgram } from './program.mjs'

/**
 * Starts `args` on new topics whose names begin with `name`, waits for its event `ready` and measures it under load.
 * `sources` names the topics of ticks and signals, `output` that of the answers; `messages` makes the records.
 */
export async function measureLatency(
  { kafka, admin },
  { args, environment, sources, output, messages, ready, seconds },
) {
  await createTopics(admin, [...Object.values(sources), output])
  await loadHistory(kafka, sources, messages)
  const program = startProgram(args, environment)
  try {
    await program.event(ready)
    const before = program.usage().cpuSeconds
    const figures = await latency(kafka, output, () => pace(kafka, sources, messages, { seconds }))
    const { cpuSeconds, peakMb } = program.usage()
    return { ...figures, cpu_s: round(cpuSeconds - before), peak_mb: peakMb }
  } finally {
    await program.stop()
  }
}
