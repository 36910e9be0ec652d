/** Memory of `ilf run` on the shipped recording and on ten of them end to end: the most the process held at any time. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { SHIPPED_CANDLES } from '../../dist/connectors/recordings/index.js'
import { round } from '../support/measure.mjs'

const ILF = new URL('../../dist/cli/main.js', import.meta.url).pathname
const SIX_DAYS_MS = 6 * 86_400_000
const folder = mkdtempSync(join(tmpdir(), 'ilf-bench-'))

/** The recording `times` times, each six days after the one before. */
async function repeated(times) {
  const file = join(folder, `x${times}.csv`)
  const out = createWriteStream(file)
  for (let i = 0; i < times; i++) {
    const lines = createInterface({ input: createReadStream(SHIPPED_CANDLES).pipe(createGunzip()) })
    let isHeader = true
    for await (const line of lines) {
      const at = line.indexOf(',')
      const text = isHeader ? line : `${Number(line.slice(0, at)) + i * SIX_DAYS_MS}${line.slice(at)}`
      if ((!isHeader || i === 0) && !out.write(`${text}\n`)) await once(out, 'drain')
      isHeader = false
    }
  }
  out.end()
  await once(out, 'finish')
  return file
}

/** Largest resident memory, MiB, without the pages of mapped files: the kernel may drop those at any time. */
async function peakMiB(candles) {
  const child = spawn(ILF, ['run', '--candles', candles, '--data', join(folder, 'data'), '--fresh'], {
    stdio: 'ignore',
  })
  let peakKib = 0
  const timer = setInterval(() => {
    try {
      peakKib = Math.max(
        peakKib,
        Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]),
      )
    } catch {
      // It has just ended.
    }
  }, 50)
  await once(child, 'exit')
  clearInterval(timer)
  return Math.round(peakKib / 1024)
}

const single = await peakMiB(await repeated(1))
const ten = await peakMiB(await repeated(10))
rmSync(folder, { recursive: true })
console.log(
  JSON.stringify({ case: 'memory', peak_1x_mib: single, peak_10x_mib: ten, ratio: round(ten / single), limit: 1.1 }),
)
