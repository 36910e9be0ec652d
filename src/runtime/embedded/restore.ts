/** Restore: every store of every task gets back what the last commit wrote. */
import type { Dataflow } from './dataflow.ts'
import { META } from './meta.ts'
import type { Storage } from './storage/storage.ts'

/** Version of each saved store, by `<task>/<store>`. */
export type StoreVersions = Readonly<Record<string, number>>

export function storeVersionKey(task: string, store: string): string {
  return `${task}/${store}`
}

/** Fills the tasks' stores from the storage, through migrations where a store has a newer version. */
export function restoreTasks<C>(dataflow: Dataflow<C>, storage: Storage): void {
  const saved = storage.meta(META.storeVersions)
  const versions: StoreVersions = saved === undefined ? {} : JSON.parse(saved)
  for (const { task } of dataflow.members) {
    for (const { name, version } of task.stores.versions) {
      const from = versions[storeVersionKey(task.id, name)] ?? version
      for (const [key, json] of storage.loadStore(task.id, name)) task.stores.restore(name, key, json, from)
    }
  }
}
