/** All stores of one task: the handles for its operators, the changes for its commits, the entries of its restore. */
import type { KeyValueStore, WindowStore } from '../../topology/store.ts'
import type { Topology } from '../../topology/topology.ts'
import { StreamError } from '../errors.ts'
import { Journal } from './journal.ts'
import { KeyValueState } from './key-value-state.ts'
import type { EntryChange, StateStore } from './state-store.ts'
import { StrictJournal } from './strict-journal.ts'
import { WindowState } from './window-state.ts'

type Handle = KeyValueStore<unknown> | WindowStore<unknown>

interface Slot {
  readonly name: string
  readonly version: number
  readonly migrate: ((value: unknown, fromVersion: number) => unknown) | undefined
  readonly state: StateStore<unknown>
}

export class StoreSet {
  readonly journal: Journal
  /** By the alias the topology gave each store. The task's own topology knows which kind each is. */
  readonly handles: Readonly<Record<string, Handle>>
  private readonly topology: string
  private readonly slots: readonly Slot[]

  /** @param strict checks every value that is written; see `StrictJournal` */
  constructor(topology: Pick<Topology<unknown>, 'name' | 'stores'>, strict: boolean) {
    this.topology = topology.name
    this.journal = strict ? new StrictJournal() : new Journal()
    const handles: Record<string, Handle> = {}
    this.slots = topology.stores.map((spec) => {
      const state =
        spec.kind === 'window' ? new WindowState<unknown>(this.journal) : new KeyValueState<unknown>(this.journal)
      handles[spec.alias] = state
      return { name: spec.name, version: spec.version, migrate: spec.migrate, state }
    })
    this.handles = handles
  }

  /** Names and versions, for the book of whoever saves them, and how many entries each store has. */
  get versions(): readonly { readonly name: string; readonly version: number; readonly entries: number }[] {
    return this.slots.map(({ name, version, state }) => ({ name, version, entries: state.entries }))
  }

  /**
   * Puts back a saved entry.
   *
   * @param version version of the store that saved it; an older one goes through the store's migration
   */
  restore(store: string, key: string, json: string, version: number): void {
    const slot = this.slots.find(({ name }) => name === store)
    if (slot === undefined) return
    const saved: unknown = JSON.parse(json)
    if (version === slot.version) {
      slot.state.restore(key, saved)
      return
    }
    slot.state.migrate(key, saved, this.migrated(slot, saved, version))
    // No step wrote this, so none may undo it.
    this.journal.keep()
  }

  /** How many entries `takeChanges` would give. */
  get changedEntries(): number {
    return this.slots.reduce((sum, { state }) => sum + state.changedEntries, 0)
  }

  /** What has changed since the last call, entry by entry. */
  *takeChanges(): Iterable<EntryChange & { readonly store: string }> {
    for (const { name, state } of this.slots) {
      for (const { key, value } of state.takeChanges()) yield { store: name, key, value }
    }
  }

  /** Counts all entries as written, for a run that commits nothing. */
  forgetChanges(): void {
    for (const { state } of this.slots) state.forgetChanges()
  }

  private migrated(slot: Slot, saved: unknown, version: number): unknown {
    if (slot.migrate === undefined || version > slot.version) {
      throw new StreamError(
        'STORE_VERSION',
        'halt',
        `store ${this.topology}/${slot.name} was saved as version ${version}, this program has version ${slot.version} and no migration: ` +
          'run the release that wrote it, or rebuild the store from its inputs',
      )
    }
    return slot.migrate(saved, version)
  }
}
