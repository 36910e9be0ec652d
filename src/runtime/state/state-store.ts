/** What every state store offers the runtime: restoring, and the changes a commit must write. */
import type { Entry, Journal, Undoable } from './journal.ts'

/** A changed entry: its saved key and JSON text, `undefined` for a deletion. */
export interface EntryChange {
  readonly key: string
  readonly value: string | undefined
}

/** The runtime's side of a store. `V` is the type of its values. */
export abstract class StateStore<V> implements Undoable {
  private readonly dirty: Entry<V>[] = []
  private readonly journal: Journal
  private live = 0

  constructor(journal: Journal) {
    this.journal = journal
  }

  /** How many entries have a value: a restore from elsewhere is complete when it finds as many. */
  get entries(): number {
    return this.live
  }

  /** Puts back an entry a commit has written. */
  abstract restore(key: string, value: V): Entry<V>

  /** Puts back an entry as a migration has changed it (`undefined` drops it): the next commit must save that. */
  migrate(key: string, saved: V, value: V | undefined): void {
    const entry = this.restore(key, saved)
    // By way of a deletion, so that a value migrated in place counts as changed too.
    this.write(entry, undefined)
    this.write(entry, value)
  }

  /** Called when an entry appeared, disappeared or was put back, to keep derived orders right. */
  protected abstract settle(entry: Entry<V>): void

  /** Forgets an entry whose deletion has been committed. */
  protected abstract forget(entry: Entry<V>): void

  protected write(entry: Entry<V>, value: V | undefined): void {
    const previous = entry.value
    if (previous === value) return
    this.journal.note(this, entry, previous, value)
    entry.value = value
    if (!entry.dirty) {
      entry.dirty = true
      this.dirty.push(entry)
    }
    if (previous === undefined || value === undefined) {
      this.count(value)
      this.settle(entry)
    }
  }

  /** Counts an entry that got its first value, or lost its value. */
  protected count(value: V | undefined): void {
    this.live += value === undefined ? -1 : 1
  }

  undo(entry: Entry<V>, previous: V | undefined): void {
    const present = entry.value !== undefined
    entry.value = previous
    if (present !== (previous !== undefined)) {
      this.count(previous)
      this.settle(entry)
    }
  }

  /** How many entries `takeChanges` would give. */
  get changedEntries(): number {
    return this.dirty.length
  }

  /** The entries changed since the last call, each once; the caller commits them. */
  *takeChanges(): Iterable<EntryChange> {
    const changed = this.dirty.splice(0)
    for (const entry of changed) {
      entry.dirty = false
      if (entry.value === undefined) {
        this.forget(entry)
        yield { key: entry.key, value: undefined }
      } else {
        yield { key: entry.key, value: JSON.stringify(entry.value) }
      }
    }
  }

  /** Counts all entries as written, for a run that commits nothing. */
  forgetChanges(): void {
    for (const entry of this.dirty.splice(0)) {
      entry.dirty = false
      if (entry.value === undefined) this.forget(entry)
    }
  }
}
