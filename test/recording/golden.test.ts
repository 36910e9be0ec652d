/** The golden recordings come out again with the code of today; a formula that changed is named with its signal. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { divergenceLines } from '../../src/cli/replay/print.ts'
import { replayRecording } from '../../src/replay-app.ts'

const GOLDEN = new URL('../golden/', import.meta.url).pathname

it.each(readdirSync(GOLDEN))('%s: every output of every topology is the recorded one', async (name) => {
  const { comparisons, first } = await replayRecording(join(GOLDEN, name))
  expect(first === null ? '' : divergenceLines(first).join('\n')).toBe('')
  expect(comparisons.map(({ topology }) => topology)).toHaveLength(7)
  for (const { tally, topology } of comparisons) expect(tally.same, topology).toBeGreaterThan(0)
})
