/** The changelog of a task: its store entries and where it stands, as text that console tools can read. */
import type { EntryChange } from '../../state/state-store.ts'
import type { OutRecord } from '../protocol/batch-encoder.ts'

/** Where a task stands: written with every commit, and checked by every restore. */
export interface TaskMeta {
  /** Next sequence number of its order records. */
  readonly sequence: number
  /** Stream time, ms; null for a task that has taken nothing yet. */
  readonly timeMs: number | null
  /** How many tasks the topology had: with another number keys belong to other tasks. */
  readonly tasks: number
  /** Event time of the last record from outside the group, ms; missing in entries of the first version. */
  readonly externalMs?: number
  readonly configDigest: string
  readonly stores: Readonly<Record<string, { readonly version: number; readonly entries: number }>>
  /** Next offset of every partition it reads, by topic and partition. */
  readonly positions: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** Key of the meta entry; store entries have a slash in theirs. */
export const META_KEY = 'task'

const NO_HEADERS = {}

/** Name of the changelog of a topology. It has as many partitions as the topology has tasks. */
export function changelogTopic(groupId: string, topology: string): string {
  return `${groupId}-${topology}-changelog`
}

export function metaRecord(meta: TaskMeta): OutRecord {
  return {
    key: Buffer.from(META_KEY),
    value: Buffer.from(JSON.stringify(meta)),
    timestamp: meta.timeMs ?? 0,
    headers: NO_HEADERS,
  }
}

/** A changed entry; a deletion is a tombstone. */
export function entryRecord(store: string, { key, value }: EntryChange, timeMs: number): OutRecord {
  return {
    key: Buffer.from(`${store}/${key}`, 'utf8'),
    value: value === undefined ? null : Buffer.from(value, 'utf8'),
    timestamp: timeMs,
    headers: NO_HEADERS,
  }
}

/** What a changelog holds when it has been read to its end. */
export class ChangelogContent {
  meta: TaskMeta | null = null
  /** JSON text of every live entry, by store and key. */
  readonly stores = new Map<string, Map<string, string>>()

  apply(key: string, value: Buffer | null): void {
    if (key === META_KEY) {
      this.meta = value === null ? null : (JSON.parse(value.toString('utf8')) as TaskMeta)
      return
    }
    const at = key.indexOf('/')
    const store = key.slice(0, at)
    let entries = this.stores.get(store)
    if (entries === undefined) {
      entries = new Map()
      this.stores.set(store, entries)
    }
    if (value === null) entries.delete(key.slice(at + 1))
    else entries.set(key.slice(at + 1), value.toString('utf8'))
  }
}
