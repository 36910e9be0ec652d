/** Runs a rebuild from the command line: says what it does, and what has come of it. */
import { type RebuildResult, rebuildGroup, settingsOf } from '../../kafka-app.ts'
import type { RebuildOptions } from '../commands/rebuild.ts'
import { CommandError } from '../failure.ts'
import { createConsole } from '../run/console.ts'
import { stopRequest } from '../run/stop-request.ts'
import { writeLine } from '../with-reader.ts'
import { columns } from './columns.ts'
import { tellError } from './start-member.ts'

/** Rebuilds, and prints a line for each topology. Throws what keeps it from doing so. */
export async function rebuildFromInputs(names: readonly string[], options: RebuildOptions): Promise<void> {
  const stop = stopRequest()
  const { log, say } = await createConsole({ level: undefined, progress: false, isUnpaced: false })
  try {
    const { partitions, set } = options
    const onError = (error: Parameters<typeof tellError>[1]) => tellError(log, error)
    const kafka = settingsOf(options)
    await print(await rebuildGroup({ kafka, names, partitions, set, signal: stop.signal, onStep: say, onError }))
  } catch (error) {
    if (!stop.signal.aborted) throw error
    throw new CommandError('the rebuild was interrupted: the old state still stands; run the same command again')
  } finally {
    stop.release()
  }
}

async function print({ topologies }: RebuildResult): Promise<void> {
  const rows = topologies.map(({ name, ...counts }) => [
    name,
    ...[counts.tasks, counts.inputs, counts.entries, counts.unwritten, counts.compacted].map(String),
  ])
  const header = ['TOPOLOGY', 'TASKS', 'INPUTS', 'ENTRIES', 'WRITTEN NOW', 'COMPACTED AWAY']
  for (const line of columns([header, ...rows])) await writeLine(line)
}
