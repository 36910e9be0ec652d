/** What made a task emit an output is found again, also where the code of today does not emit it any more. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import { Recording } from '../../src/recording/read-recording.ts'
import { comparableRecord, Fingerprints, type Replayed } from '../../src/runtime/replay/comparable.ts'
import { findCause } from '../../src/runtime/replay/find-cause.ts'
import { replayRun } from '../../src/runtime/replay/replay-run.ts'
import { topologies } from '../../src/topologies/index.ts'

const GOLDEN = join(import.meta.dirname, '../golden/embedded')

it('an output that is emitted has the cause that the replay tells', async () => {
  const run = await Recording.open(GOLDEN)
  const topology = topologies.find(({ name }) => name === 'execution')!
  const outputs: Replayed[] = []
  await replayRun({
    run,
    topologies: [topology],
    config: DEFAULT_CONFIG,
    onOutputs: (some) => void outputs.push(...some.filter(({ topic }) => topic === 'order.command')),
  })
  for (const output of outputs.slice(0, 5)) {
    const found = await findCause({ run, topology, config: DEFAULT_CONFIG }, output)
    expect(found?.cause).toEqual(output.cause)
  }
  expect(outputs.length).toBeGreaterThan(5)
})

it('an intent that is not emitted any more was caused by its signal', async () => {
  const run = await Recording.open(GOLDEN)
  const topology = topologies.find(({ name }) => name === 'trade-intent')!
  const config = { ...DEFAULT_CONFIG, gate: { ...DEFAULT_CONFIG.gate, threshold: 0.99 } }
  const [intent] = [...run.read('trade.intent', 0)].flat()
  const output = comparableRecord('trade.intent', intent!, new Fingerprints(run))
  const found = await findCause({ run, topology, config }, output)
  const signals = [...run.read('ai.signal', 0)].flat()
  const signal = signals.find(({ timestamp, key }) => timestamp === output.timestamp && key === output.key)
  const { key, offset } = signal!
  expect(found).toEqual({ task: 0, cause: { topic: 'ai.signal', partition: 0, offset, key } })
})
