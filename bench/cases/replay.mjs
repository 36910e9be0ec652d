/** Replay of a recording, comparison included: its rate beside the pipeline's in memory, and its peak memory for the recording once and four times. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareRun } from '../../dist/app.js'
import { recordFolder, replayRecording } from '../../dist/replay-app.js'
import { openStorage } from '../../dist/runtime/embedded/storage/open-storage.js'
import { perSecond, round, runs } from '../support/measure.mjs'
import { encoded, newRuntime, recordedBatches, runtimeSerde, sourceOf, tickCount } from '../support/records.mjs'
import { repeated } from '../support/repeated.mjs'

const RUNS = 4
const TIMES = 4
const scratch = mkdtempSync(join(tmpdir(), 'ilf-bench-'))

/** Runs the shipped recording some times end to end, and takes the run away. */
async function record(times) {
  const name = `x${times}`
  const data = join(scratch, `${name}-data`)
  const run = await prepareRun({ data, candles: await repeated(scratch, times) })
  await run.go()
  await run.close()
  const out = join(scratch, name)
  await recordFolder({ data, out })
  rmSync(data, { recursive: true })
  return out
}

/** Peak memory, MiB, of a process that replays and does nothing else. */
function peaks(folder) {
  const script = new URL('../support/replay-peak.mjs', import.meta.url).pathname
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', script, folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`no peak of the replay of ${folder}: ${stderr}`)
  return JSON.parse(stdout)
}

try {
  const batches = encoded(await recordedBatches(), runtimeSerde())
  const ticks = tickCount(batches)
  const inMemory = () => newRuntime(openStorage(':memory:', { retain: false })).run(sourceOf(batches))
  const whole = await record(1)
  const replay = async () => {
    const { first } = await replayRecording(whole)
    if (first !== null) throw new Error('the replay differs from what was recorded')
  }
  const pipeline = await runs(RUNS, inMemory)
  const replayed = await runs(RUNS, replay)
  const [once, more] = [peaks(whole), peaks(await record(TIMES))]
  console.log(
    JSON.stringify({
      case: 'replay',
      ticks,
      in_memory_ticks_per_s: perSecond(ticks, pipeline.medianMs),
      replay_ticks_per_s: perSecond(ticks, replayed.medianMs),
      of_in_memory_ratio: round(pipeline.medianMs / replayed.medianMs),
      required: { of_in_memory_ratio: 1 },
      peak_used_1x_mib: once.used,
      peak_used_4x_mib: more.used,
      peak_used_ratio: round(more.used / once.used),
      peak_resident_1x_mib: once.resident,
      peak_resident_4x_mib: more.resident,
    }),
  )
} finally {
  rmSync(scratch, { recursive: true })
}
