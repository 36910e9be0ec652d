/** Where the time goes: the pipeline again with ever more topologies, so that each one's share can be read off. */
import { DEFAULT_CONFIG } from '../../dist/config/config.js'
import { EmbeddedRuntime } from '../../dist/runtime/embedded/embedded-runtime.js'
import { openStorage } from '../../dist/runtime/embedded/storage/open-storage.js'
import { topologies } from '../../dist/topologies/index.js'
import { round, runs } from '../support/measure.mjs'
import { recordedBatches, sourceOf, tickCount } from '../support/records.mjs'

// Values, not bytes: schema ids depend on the topologies that run. Encoding the ticks is part of every row.
const batches = await recordedBatches()
const ticks = tickCount(batches)
const rows = []
for (let count = 1; count <= topologies.length; count++) {
  const some = topologies.slice(0, count)
  const run = () => {
    const storage = openStorage(':memory:', { retain: false })
    return new EmbeddedRuntime({ topologies: some, config: DEFAULT_CONFIG, configDigest: 'bench', storage }).run(
      sourceOf(batches),
    )
  }
  const { medianMs } = await runs(3, run)
  const before = rows.at(-1)?.us_per_tick ?? 0
  const usPerTick = (medianMs * 1000) / ticks
  rows.push({ with: some.at(-1).name, us_per_tick: round(usPerTick), added_us_per_tick: round(usPerTick - before) })
}
console.log(JSON.stringify({ case: 'topologies', ticks, rows }))
