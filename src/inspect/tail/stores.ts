/** State stores by name, `store:<task>/<store>`: their entries as they are saved, which is JSON. */
import type { TopicReader } from '../../runtime/embedded/topic-reader.ts'
import type { Style } from '../style.ts'

const PREFIX = 'store:'

/** Task and store of a name like `store:trade-intent/0/quotes`; null where it is not such a name. */
export function parseStoreName(name: string): { readonly task: string; readonly store: string } | null {
  const slash = name.lastIndexOf('/')
  if (!name.startsWith(PREFIX) || slash <= PREFIX.length || slash === name.length - 1) return null
  return { task: name.slice(PREFIX.length, slash), store: name.slice(slash + 1) }
}

/** True for what is meant as the name of a store, whether it is well formed or not. */
export function isStoreName(name: string): boolean {
  return name.startsWith(PREFIX)
}

/** The names of all stores of a folder. */
export function storeNames({ storage }: TopicReader): readonly string[] {
  return storage.stores().map(({ task, store }) => `${PREFIX}${task}/${store}`)
}

export interface StoreEntry {
  readonly key: string
  readonly value: unknown
}

/**
 * Entries by key: all, or those of one key (of a window store, all buckets of it). Null where there is no such store.
 * An entry that is not JSON has its text as value.
 */
export function storeEntries(reader: TopicReader, name: string, key?: string): readonly StoreEntry[] | null {
  const parsed = parseStoreName(name)
  if (parsed === null || !storeNames(reader).includes(name)) return null
  return [...reader.storage.loadStore(parsed.task, parsed.store)]
    .filter(([own]) => key === undefined || own === key || own.startsWith(`${key}@`))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([own, text]) => ({ key: own, value: parsedOrText(text) }))
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** An entry as one line for a person. */
export function entryLine({ key, value }: StoreEntry, style: Style): string {
  return `${style.heading(key)}  ${JSON.stringify(value)}`
}
