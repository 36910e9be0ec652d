/** Replays the tasks of a run side by side, in one pass over its records, and compares what they emit with what was recorded. */
import { setImmediate } from 'node:timers/promises'
import { Serde } from '../../records/serde.ts'
import type { Topology } from '../../topology/topology.ts'
import type { Replayed } from './comparable.ts'
import { TopologyComparer, type TopologyComparison } from './compare-topology.ts'
import { replayableTasks } from './inputs-of-task.ts'
import { Feeds } from './partition-feed.ts'
import type { LocalRun } from './recorded-run.ts'
import { ReplaySchemas } from './replay-schemas.ts'
import { TaskReplay } from './replay-task.ts'

export interface ReplayOptions<C> {
  readonly run: LocalRun
  readonly topologies: readonly Topology<C>[]
  readonly config: C
  /** The run whose outputs the replayed ones are compared with. Default: the run itself. */
  readonly against?: LocalRun | undefined
  /** Gets the outputs as they are made, some at a time. */
  readonly onOutputs?: ((outputs: readonly Replayed[]) => void) | undefined
}

/** Event time all tasks go on before any goes further, ms: what one has read, the others then find in memory. */
const WINDOW_MS = 1_000
/** Inputs after which outputs are compared, and the process looks at what else it has to do. */
const INPUTS_BETWEEN = 20_000

interface Member<C> {
  readonly replay: TaskReplay<C>
  readonly comparer: TopologyComparer
}

/**
 * Replays all tasks, each in the order it took its inputs, or by event time where the recording lacks that order. The
 * outputs of one key and topic must come in the recorded order; where several tasks write the same key, it is any order.
 */
export async function replayRun<C>(options: ReplayOptions<C>): Promise<readonly TopologyComparison[]> {
  const { run, topologies, config, against = run, onOutputs } = options
  const serde = new Serde(new ReplaySchemas(run.schemas), { jsonDoor: run.jsonDoor })
  const feeds = new Feeds(run)
  const recorded = against === run ? feeds : new Feeds(against)
  const outputs: Replayed[] = []
  const keep = onOutputs === undefined ? undefined : (output: Replayed) => void outputs.push(output)
  const members: Member<C>[] = []
  const comparisons: (Pick<TopologyComparison, 'topology' | 'tasks' | 'isByEventTime'> & {
    comparer: TopologyComparer
  })[] = []
  for (const topology of topologies) {
    const comparer = new TopologyComparer(against, recorded, topology)
    const { tasks, isByEventTime, inputsOf } = await replayableTasks(run, topology)
    for (const partition of tasks) {
      const inputs = inputsOf(partition, feeds, serde)
      members.push({ replay: new TaskReplay({ topology, partition, config, serde, inputs }), comparer })
    }
    comparisons.push({ topology: topology.name, tasks: tasks.length, isByEventTime, comparer })
  }
  for (let inputs = 0; ; ) {
    const untilMs = members.reduce((min, { replay }) => Math.min(min, replay.nextMs), Infinity) + WINDOW_MS
    if (untilMs === Infinity) break
    for (const member of members) inputs += takeUpTo(member, untilMs, keep)
    if (inputs < INPUTS_BETWEEN) continue
    inputs = 0
    onOutputs?.(outputs.splice(0))
    for (const { comparer } of comparisons) comparer.settle(untilMs)
    await setImmediate()
  }
  onOutputs?.(outputs)
  return comparisons.map(({ comparer, ...about }) => {
    comparer.finish()
    return { ...about, beyond: comparer.beyond, tally: comparer.tally }
  })
}

/** Takes the inputs up to a time, and hands back how many there were. */
function takeUpTo<C>({ replay, comparer }: Member<C>, untilMs: number, keep?: (output: Replayed) => void): number {
  let inputs = 0
  for (; replay.nextMs <= untilMs; replay.goOn(), inputs++) {
    for (const output of replay.take()) {
      const replayed = comparer.replayed(replay.task.id, replay.cause, output)
      keep?.(replayed)
    }
  }
  return inputs
}
