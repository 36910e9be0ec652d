/** The undo journal of a task: what a step changed, so that a step that fails leaves no trace. */

/** One saved entry of a store: a key's value, and whether a commit must write it. */
export interface Entry<V> {
  readonly key: string
  value: V | undefined
  dirty: boolean
}

/** A place an entry can be put back to. */
export interface Undoable {
  undo(entry: Entry<unknown>, previous: unknown): void
}

/** Collects the writes of the running step. Its arrays only grow: emptying them at every step would cost more than the step. */
export class Journal {
  private readonly owners: Undoable[] = []
  private readonly entries: Entry<unknown>[] = []
  private readonly previous: unknown[] = []
  private count = 0

  /** Notes that `entry` is about to change from `previous` to `_next`. */
  note(owner: Undoable, entry: Entry<unknown>, previous: unknown, _next: unknown): void {
    const at = this.count++
    this.owners[at] = owner
    this.entries[at] = entry
    this.previous[at] = previous
  }

  /** The step succeeded: its writes stay. */
  keep(): void {
    this.count = 0
  }

  /** The step failed: its writes are taken back, the last one first. */
  undo(): void {
    for (let i = this.count - 1; i >= 0; i--) {
      const entry = this.entries[i]
      const owner = this.owners[i]
      if (entry !== undefined && owner !== undefined) owner.undo(entry, this.previous[i])
    }
    this.count = 0
  }
}
