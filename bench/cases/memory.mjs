/** Resident memory after the recording once and ten times, on LMDB. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStorage } from '../../dist/runtime/embedded/storage/open-storage.js'
import { residentMiB, round } from '../support/measure.mjs'
import { newRuntime, recordedBatches, repeated } from '../support/records.mjs'

const batches = await recordedBatches()
const folder = mkdtempSync(join(tmpdir(), 'ilf-bench-'))
const storage = openStorage(folder)
const runtime = newRuntime(storage)
let afterOnce = { all: 0, own: 0 }
let played = 0
function* play() {
  for (const batch of repeated(batches, 10)) {
    if (played++ === batches.length) afterOnce = residentMiB()
    yield batch
  }
}
await runtime.run({ fingerprint: 'bench', open: play })
const afterTen = residentMiB()
await storage.close()
rmSync(folder, { recursive: true })
console.log(
  JSON.stringify({
    case: 'memory',
    after_1x_mib: afterOnce,
    after_10x_mib: afterTen,
    own_ratio: round(afterTen.own / afterOnce.own),
    limit: 1.1,
  }),
)
