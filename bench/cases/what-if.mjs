/** A grid over the shipped recording's first half day: cells a second with one worker and with one a core, and memory. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { whatIfRecording } from '../../dist/replay-app.js'
import { elapsedMs, round } from '../support/measure.mjs'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const HALF_DAY = ['--to', '2025-12-14T06:43']
const folder = mkdtempSync(join(tmpdir(), 'ilf-bench-'))
const data = join(folder, 'data')
const recording = join(folder, 'recording')

try {
  ilf(['run', '--json', '--data', data, ...HALF_DAY])
  ilf(['record', '--data', data, '--out', recording])
  const cells = 4
  const sets = ['gate.threshold=0.6..0.75/0.05']
  const seconds = {}
  for (const workers of [1, availableParallelism()]) {
    seconds[workers] = (await elapsedMs(() => whatIfRecording({ folder: recording, sets, workers }))) / 1000
  }
  const cores = availableParallelism()
  const line = {
    case: 'what-if',
    cells,
    one_worker_s: round(seconds[1]),
    all_cores_s: round(seconds[cores]),
    cores,
    speed_up: round(seconds[1] / seconds[cores]),
    peak_mib: Math.round(process.resourceUsage().maxRSS / 1024),
  }
  console.log(JSON.stringify(line))
} finally {
  rmSync(folder, { recursive: true })
}

function ilf(args) {
  const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}
