/** A gateway's log in memory, which outlives the processes; which commands are done is kept as on Kafka. */
import type { Delivery, Entry, Journal, SymbolBook } from '../../../src/connectors/gateway/journal.ts'
import { CommandPlaces } from '../../../src/kafka-app/gateway/command-places.ts'
import type { OrderCommand } from '../../../src/records/generated.ts'

export class MemoryJournal implements Journal {
  readonly entries: Entry[] = []
  readonly commands: OrderCommand[] = []
  /** What an operator has said. */
  isHalted = false
  readonly #books = new Map<string, SymbolBook>()
  readonly #delivered = new Set<string>()
  #places = new CommandPlaces(0, 0)
  #read = 0

  get isActive() {
    return !this.entries.some(({ halt }) => halt !== undefined) && !this.isHalted
  }

  async open() {
    const { offset, words } = this.#places.committed
    this.#places = new CommandPlaces(0, offset, words)
    this.#read = offset
    this.#delivered.clear()
    const ledger = this.entries.findLast((entry) => entry.ledger !== undefined)?.ledger ?? null
    return { books: [...this.#books.values()], ledger }
  }

  async next(): Promise<Delivery | undefined> {
    while (this.#places.isDone(this.#read) && this.#read < this.commands.length) this.#read += 1
    const offset = this.#read
    const command = this.commands[offset]
    if (command === undefined || !this.#places.mayTake(offset)) return undefined
    this.#read += 1
    const { symbol, client_order_id: id } = command
    const isKnown = this.#books.get(symbol)?.orders[id] !== undefined
    const redelivered = command.intent === 'CANCEL' ? !this.#delivered.has(symbol) : isKnown
    this.#delivered.add(symbol)
    return { partition: 0, offset, command, redelivered }
  }

  async append(entry: Entry) {
    this.entries.push(entry)
    if (entry.book !== undefined) this.#books.set(entry.book.symbol, entry.book)
    if (entry.done !== undefined) this.#places.finish(entry.done.offset)
  }

  /** True when every command is done. */
  get isDone(): boolean {
    return this.#places.first === this.commands.length
  }

  get reports() {
    return this.entries.flatMap(({ reports = [] }) => reports)
  }

  bookOf(symbol: string): SymbolBook | undefined {
    return this.#books.get(symbol)
  }
}
