/** The whole pipeline in memory and on LMDB, against plain decoding of the same records in the same run. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStorage } from '../../dist/runtime/embedded/storage/open-storage.js'
import { topicsByName } from '../../dist/topics.js'
import { perSecond, round, runs } from '../support/measure.mjs'
import { encoded, newRuntime, recordedBatches, runtimeSerde, sourceOf, tickCount } from '../support/records.mjs'

const RUNS = 4
const serde = runtimeSerde()
const batches = encoded(await recordedBatches(), serde)
const ticks = tickCount(batches)

const decode = await runs(RUNS, () => {
  let sum = 0
  for (const batch of batches) {
    for (const { topic, value } of batch) sum += serde.decode(topicsByName.get(topic).codec, value).event_time
  }
  return sum
})
const inMemory = await runs(RUNS, () => newRuntime(openStorage(':memory:', { retain: false })).run(sourceOf(batches)))
const onLmdb = await runs(RUNS, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ilf-bench-'))
  const storage = openStorage(folder)
  await newRuntime(storage).run(sourceOf(batches))
  await storage.close()
  rmSync(folder, { recursive: true })
})

const figures = ({ coldMs, medianMs, bestMs }) => ({
  cold_ticks_per_s: perSecond(ticks, coldMs),
  median_ticks_per_s: perSecond(ticks, medianMs),
  best_ticks_per_s: perSecond(ticks, bestMs),
})
console.log(
  JSON.stringify({
    case: 'pipeline',
    ticks,
    plain_decoding: figures(decode),
    in_memory: { ...figures(inMemory), of_plain_decoding_ratio: round(decode.medianMs / inMemory.medianMs) },
    on_lmdb: { ...figures(onLmdb), of_in_memory_ratio: round(inMemory.medianMs / onLmdb.medianMs) },
    required: { in_memory_ticks_per_s: 200_000, on_lmdb_of_in_memory_ratio: 0.5 },
    aim: { in_memory_ticks_per_s: 400_000 },
  }),
)
