/** What every storage refuses to take, checked before anything is written. */
import { StorageError } from './errors.ts'
import type { CommitBatch, LogAppend, StoreChange } from './storage.ts'
import { isWellFormed } from './text.ts'

/** Longest key of a store entry in UTF-8 bytes: what an LMDB key holds (1978) less the four bytes of the store's id. */
export const MAX_STORE_KEY_BYTES = 1974

/** Longest name of a topic, a task or a store in UTF-8 bytes; two of them fit one LMDB key. */
export const MAX_NAME_BYTES = 255

/** @throws StorageError INVALID_NAME where a topic, task or store could not be told apart from another on disk. */
export function requireName(folder: string, kind: 'topic' | 'task' | 'store' | 'meta key', name: string): void {
  const fits = name.length > 0 && name.length <= MAX_NAME_BYTES && Buffer.byteLength(name) <= MAX_NAME_BYTES
  if (fits && !name.includes('\0') && isWellFormed(name)) return
  const rule = `1 to ${MAX_NAME_BYTES} bytes of text without NUL`
  throw new StorageError('INVALID_NAME', folder, `${kind} name ${JSON.stringify(name)} cannot be stored: take ${rule}`)
}

/** @throws StorageError INVALID_NAME, or INVALID_KEY where the key of the entry is too long or is not text. */
export function requireChange(folder: string, { task, store, key }: StoreChange): void {
  requireName(folder, 'task', task)
  requireName(folder, 'store', store)
  const bytes = Buffer.byteLength(key)
  if (bytes <= MAX_STORE_KEY_BYTES && isWellFormed(key)) return
  const reason = bytes > MAX_STORE_KEY_BYTES ? `${bytes} bytes, at most ${MAX_STORE_KEY_BYTES} fit` : 'not text'
  const shown = JSON.stringify(key.length > 40 ? `${key.slice(0, 40)}…` : key)
  throw new StorageError('INVALID_KEY', folder, `store ${store} of ${task}: key ${shown} cannot be stored: ${reason}`)
}

/** @throws StorageError OFFSET_GAP where an append does not begin at `endOffset`, where its partition ends. */
export function requireContiguous(folder: string, append: LogAppend, endOffset: number): void {
  const { topic, partition, firstOffset } = append
  if (firstOffset === endOffset) return
  const message = `${topic}[${partition}] ends at offset ${endOffset}, an append at ${firstOffset} does not fit there`
  throw new StorageError('OFFSET_GAP', folder, message)
}

/** The names a batch carries beside its store changes. @throws StorageError INVALID_NAME */
export function requireBatchNames(folder: string, { appends, meta }: CommitBatch): void {
  for (const { topic } of appends) requireName(folder, 'topic', topic)
  for (const key of meta.keys()) requireName(folder, 'meta key', key)
}

/** Orders text as the bytes of its UTF-8, the way LMDB orders keys, for names within the basic plane. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
