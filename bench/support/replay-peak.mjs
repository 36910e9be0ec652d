/**
 * Replays the recording in the folder given and prints the peaks of this process, MiB: of what is in use after a full
 * collection (`--expose-gc`), looked at every million inputs, and of resident memory, which V8 lets grow while nobody needs it.
 */
import { completeConfig } from '../../dist/config/complete-config.js'
import { Recording } from '../../dist/recording/read-recording.js'
import { replayRun } from '../../dist/runtime/replay/replay-run.js'
import { topologies } from '../../dist/topologies/index.js'

/** The replay hands outputs over every 20,000 inputs. */
const HAND_OVERS = 50
let handOvers = 0
let usedBytes = 0

const run = await Recording.open(process.argv[2])
await replayRun({
  run,
  topologies,
  config: completeConfig(run.manifest.config),
  onOutputs: () => {
    if (++handOvers % HAND_OVERS !== 0) return
    globalThis.gc()
    const { heapUsed, external } = process.memoryUsage()
    usedBytes = Math.max(usedBytes, heapUsed + external)
  },
})
const mib = (bytes) => Math.round(bytes / 2 ** 20)
console.log(JSON.stringify({ used: mib(usedBytes), resident: mib(process.resourceUsage().maxRSS * 1024) }))
