/** The state of a task just before an input: what a divergence is explained with. */
import { Serde } from '../../records/serde.ts'
import type { Topology } from '../../topology/topology.ts'
import { replayableTasks } from './inputs-of-task.ts'
import { Feeds } from './partition-feed.ts'
import type { LocalRun } from './recorded-run.ts'
import { ReplaySchemas } from './replay-schemas.ts'
import { type Cause, TaskReplay } from './replay-task.ts'

/** JSON text of store entries, by store and key. */
export type StateEntries = ReadonlyMap<string, ReadonlyMap<string, string>>

export interface StateOptions<C> {
  readonly run: LocalRun
  readonly topology: Topology<C>
  readonly partition: number
  readonly config: C
}

/** Replays the task up to the input and hands back the entries whose key names `about`, a symbol for example. */
export async function stateBefore<C>(options: StateOptions<C>, cause: Cause, about: string): Promise<StateEntries> {
  const { run, topology, partition: task } = options
  const serde = new Serde(new ReplaySchemas(run.schemas), { jsonDoor: run.jsonDoor })
  const { inputsOf } = await replayableTasks(run, topology)
  const inputs = inputsOf(task, new Feeds(run), serde)
  const replay = new TaskReplay({ ...options, serde, inputs, keepChanges: true })
  while (replay.nextMs < Infinity && !isSameCause(replay.cause, cause)) {
    replay.take()
    replay.goOn()
  }
  const state = new Map<string, Map<string, string>>()
  for (const { store, key, value } of replay.task.stores.takeChanges()) {
    if (value === undefined || !key.includes(about)) continue
    const entries = state.get(store) ?? new Map<string, string>()
    state.set(store, entries.set(key, value))
  }
  return state
}

function isSameCause(a: Cause, b: Cause): boolean {
  if ('punctuationMs' in a || 'punctuationMs' in b)
    return 'punctuationMs' in a && 'punctuationMs' in b && a.punctuationMs === b.punctuationMs
  return a.topic === b.topic && a.partition === b.partition && a.offset === b.offset
}
