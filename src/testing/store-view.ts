/** What a test sees of a store: the saved entries, as a restore would read them. */
export class StoreView {
  readonly name: string
  private readonly entries = new Map<string, string>()

  constructor(name: string, initial: Readonly<Record<string, unknown>>) {
    this.name = name
    for (const [key, value] of Object.entries(initial)) this.entries.set(key, JSON.stringify(value))
  }

  /** The value of a saved key (`<key>@<bucket>` in a window store), undefined when there is none. */
  get(key: string): unknown {
    const json = this.entries.get(key)
    return json === undefined ? undefined : JSON.parse(json)
  }

  /** All saved keys, sorted. */
  keys(): readonly string[] {
    return [...this.entries.keys()].sort()
  }

  get size(): number {
    return this.entries.size
  }

  /** @internal */
  save(key: string, json: string | undefined): void {
    if (json === undefined) this.entries.delete(key)
    else this.entries.set(key, json)
  }

  /** @internal */
  saved(): Iterable<[string, string]> {
    return this.entries.entries()
  }
}
