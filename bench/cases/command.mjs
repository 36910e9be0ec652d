/** `ilf run` on the shipped recording, from process start: the first intent, and everything including the report. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { round } from '../support/measure.mjs'

const ILF = new URL('../../dist/cli/main.js', import.meta.url).pathname

async function once() {
  const folder = mkdtempSync(join(tmpdir(), 'ilf-bench-'))
  const startedAt = performance.now()
  let firstIntentMs = null
  const child = spawn(ILF, ['run', '--data', folder], { stdio: ['ignore', 'ignore', 'pipe'] })
  child.stderr.on('data', (chunk) => {
    if (firstIntentMs === null && String(chunk).includes('Published trade.intent'))
      firstIntentMs = performance.now() - startedAt
  })
  await new Promise((resolve) => child.on('exit', resolve))
  const totalMs = performance.now() - startedAt
  rmSync(folder, { recursive: true })
  return { firstIntentMs, totalMs }
}

const all = []
for (let i = 0; i < 3; i++) all.push(await once())
const median = (values) => values.sort((a, b) => a - b)[1]
console.log(
  JSON.stringify({
    case: 'command',
    first_intent_s: round(median(all.map(({ firstIntentMs }) => firstIntentMs)) / 1000),
    total_s: round(median(all.map(({ totalMs }) => totalMs)) / 1000),
    required: { first_intent_s: 1, total_s: 3 },
  }),
)
