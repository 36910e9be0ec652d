/** Memory after the shipped recording and after ten of them end to end, streamed from a file into a data folder. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareRun } from '../../dist/app.js'
import { buildReport } from '../../dist/report/build-report.js'
import { round } from '../support/measure.mjs'
import { repeated } from '../support/repeated.mjs'

const TIMES = 10
const folder = mkdtempSync(join(tmpdir(), 'ilf-bench-'))

/**
 * Resident memory in MiB after a full collection (`--expose-gc`), without the pages of mapped files: LMDB maps its data,
 * and the kernel may drop those pages at any time.
 */
function ownMiB() {
  globalThis.gc?.()
  return Math.round(Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024)
}

const run = await prepareRun({ candles: await repeated(folder, TIMES), data: join(folder, 'data') })
const perRecording = run.expectedTicks / TIMES
const after = []
await run.go({
  onProgress: ({ records }) => {
    if (records >= (after.length + 1) * perRecording) after.push(ownMiB())
  },
})
const facts = { records: run.expectedTicks, elapsedMs: null, recordsPerSecond: null, completed: true }
buildReport({ reader: run.reader, summary: run.summary, config: run.config, run: facts })
const withReport = ownMiB()
await run.close()
rmSync(folder, { recursive: true })
const [first, last] = [after[0], after.at(-1)]
console.log(
  JSON.stringify({
    case: 'memory',
    after_1x_mib: first,
    after_10x_mib: last,
    ratio: round(last / first),
    limit: 1.1,
    after_the_report_mib: withReport,
  }),
)
