/** Cost per tick with 44, 1,000 and 10,000 symbols. */
import { openStorage } from '../../dist/runtime/embedded/storage/open-storage.js'
import { perSecond, round, runs } from '../support/measure.mjs'
import { cloned, encoded, newRuntime, recordedBatches, runtimeSerde, sourceOf, tickCount } from '../support/records.mjs'

const serde = runtimeSerde()
const recorded = await recordedBatches()
const rows = []
for (const symbols of [44, 1_000, 10_000]) {
  const batches = encoded(cloned(recorded, symbols, 400_000), serde)
  const ticks = tickCount(batches)
  const { medianMs } = await runs(3, () =>
    newRuntime(openStorage(':memory:', { retain: false })).run(sourceOf(batches)),
  )
  rows.push({ symbols, ticks, us_per_tick: round((medianMs * 1000) / ticks), ticks_per_s: perSecond(ticks, medianMs) })
}
const costs = rows.map(({ us_per_tick }) => us_per_tick)
console.log(
  JSON.stringify({ case: 'symbols', rows, largest_to_44_ratio: round(Math.max(...costs) / costs[0]), limit: 1.5 }),
)
