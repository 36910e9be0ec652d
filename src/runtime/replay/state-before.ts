/** The state of a task just before an input: what a divergence is explained with. */
import type { Cause, ReplayOptions } from './replay-task.ts'
import { TaskReplay } from './replay-task.ts'

/** JSON text of store entries, by store and key. */
export type StateEntries = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Replays the task up to the input and hands back the entries whose key names `about`, a symbol for example. */
export async function stateBefore<C>(options: ReplayOptions<C>, cause: Cause, about: string): Promise<StateEntries> {
  const replay = new TaskReplay(options)
  const state = new Map<string, Map<string, string>>()
  for await (const step of replay.steps({ everyInput: true })) {
    if (isSameCause(step.cause, cause)) break
    for (const { store, key, value } of replay.task.stores.takeChanges()) {
      if (!key.includes(about)) continue
      const entries = state.get(store) ?? new Map<string, string>()
      state.set(store, entries)
      if (value === undefined) entries.delete(key)
      else entries.set(key, value)
    }
  }
  return state
}

function isSameCause(a: Cause, b: Cause): boolean {
  if ('punctuationMs' in a || 'punctuationMs' in b)
    return 'punctuationMs' in a && 'punctuationMs' in b && a.punctuationMs === b.punctuationMs
  return a.topic === b.topic && a.partition === b.partition && a.offset === b.offset
}
