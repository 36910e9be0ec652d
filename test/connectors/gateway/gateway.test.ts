/** The whole gateway on a log in memory: killed anywhere, it ends with one position, protected or flattened. */
import { expect, test } from 'vitest'
import { binanceVenue, leasedClient } from '../../../src/connectors/gateway/binance/binance-venue.ts'
import { readSymbol } from '../../../src/connectors/gateway/binance/read-symbol.ts'
import { Gateway } from '../../../src/connectors/gateway/gateway.ts'
import type { Delivery, Entry, Journal, SymbolBook } from '../../../src/connectors/gateway/journal.ts'
import type { OrderCommand } from '../../../src/records/generated.ts'
import { TEST_CREDENTIALS, venueUrls } from '../../venue/venue-server.ts'
import { command, stopCommand } from './commands.ts'
import { Killed, troubled, World } from './simulation.ts'

const SEEDS = Number(process.env.ILF_SEEDS ?? 50)
const client = leasedClient({
  ...TEST_CREDENTIALS,
  urls: venueUrls('venue'),
  leaseIsAlive: () => true,
  timeoutMs: 60_000,
})
client.enableRateLimit = false

/** A log in memory that outlives the processes. */
class MemoryJournal implements Journal {
  readonly entries: Entry[] = []
  readonly commands: OrderCommand[] = []
  /** What an operator has said. */
  isHalted = false
  readonly #books = new Map<string, SymbolBook>()
  #done = 0
  #read = 0
  #seen = 0

  get isActive() {
    return !this.entries.some(({ halt }) => halt !== undefined) && !this.isHalted
  }

  async open() {
    this.#read = this.#done
    return [...this.#books.values()]
  }

  async next(): Promise<Delivery | undefined> {
    const offset = this.#read
    const found = this.commands[offset]
    if (found === undefined) return undefined
    this.#read += 1
    const redelivered = offset < this.#seen
    this.#seen = Math.max(this.#seen, this.#read)
    return { offset, command: found, redelivered }
  }

  async append(entry: Entry) {
    this.entries.push(entry)
    if (entry.book !== undefined) this.#books.set(entry.book.symbol, entry.book)
    if (entry.doneOffset !== undefined) this.#done = entry.doneOffset + 1
  }

  get reports() {
    return this.entries.flatMap(({ reports = [] }) => reports)
  }
}

/** Runs until everything is done and `forMs` have passed; a killed process is started again. */
async function run(world: World, journal: Journal, forMs: number): Promise<Gateway> {
  const until = world.clock.now() + forMs
  const venue = binanceVenue(client)
  for (;;) {
    world.adopt(client)
    const read = (known: Parameters<typeof readSymbol>[1]) => readSymbol(client, known)
    const gateway = new Gateway({ account: 'live', journal, venue, clock: world.clock, read })
    try {
      await gateway.open()
      while ((await gateway.step()) || world.clock.now() < until) await world.clock.sleepUntil(world.clock.now() + 100)
      return gateway
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      world.killIn = Number.POSITIVE_INFINITY
      world.advance(venue.recvWindowMs + 1_000)
    }
  }
}

test.each(['BUY', 'SELL'] as const)(`survives faults and kills with a %s, ${SEEDS} seeds`, async (side) => {
  const failures: string[] = []
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const world = new World(seed)
    const journal = new MemoryJournal()
    await run(world, journal, 100)
    troubled(world)
    journal.commands.push(command({ side, expires_at: world.clock.now() + 15_000 }), stopCommand(side))
    await run(world, journal, 70_000)
    const entries = world.venue.orders.filter(({ clientOrderId }) => !clientOrderId.startsWith('F'))
    const trades = new Set(journal.reports.flatMap(({ trade_id: id }) => (id == null ? [] : [id])))
    const { amount } = world.venue.position('AAAUSDT')
    const book = journal.entries.findLast((entry) => entry.book !== undefined)?.book
    const isGuarded = amount === 0 || world.venue.openAlgoOrders().length === 1
    const isSame = Number(book?.position ?? 0) === amount
    const isTold = trades.size === entries.filter(({ executed }) => executed > 0).length
    // Without a stop for longer than the deadline means flattened: a process that was dead then does it on its return.
    const opened = world.venue.trades[0]?.time ?? 0
    const stopped = world.venue.algoOrders[0]?.createTime ?? Number.POSITIVE_INFINITY
    const isInTime = opened === 0 || stopped - opened <= 5_000 || amount === 0
    if (entries.length > 1 || !isGuarded || !isSame || !isTold || !isInTime) {
      failures.push(
        `seed ${seed}: ${entries.length} entries, holds ${amount}, book ${book?.position}, ${trades.size} trades`,
      )
    }
  }
  expect(failures).toEqual([])
})

test.each(['BUY', 'SELL'] as const)('flattens a %s whose stop never comes, and halts', async (side) => {
  const world = new World(1)
  const journal = new MemoryJournal()
  journal.commands.push(command({ side }))
  const gateway = await run(world, journal, 10_000)
  expect(world.venue.position('AAAUSDT').amount).toBe(0)
  const [entry, exit] = world.venue.trades.map(({ time }) => time)
  expect((exit ?? 0) - (entry ?? 0)).toBeGreaterThan(5_000)
  expect((exit ?? 0) - (entry ?? 0)).toBeLessThan(6_000)
  expect(journal.entries.filter(({ halt }) => halt !== undefined)).toHaveLength(1)
  expect(gateway.mayOpen).toBe(false)
})

test('opens nothing before the exchange has answered', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  await run(world, journal, 100)
  journal.commands.push(stopCommand('BUY'))
  await run(world, journal, 100)
  world.faults.plan({ request: 'GET /fapi/v1/openOrders', fault: { kind: 'status', status: 500 }, times: 99 })
  journal.commands.push(command())
  await run(world, journal, 100)
  expect(journal.reports.at(-1)).toEqual(expect.objectContaining({ status: 'REJECTED', error_code: 'NO_OPENINGS' }))
  expect(world.venue.orders).toEqual([])
})

test('opens nothing after a HALT, though it was queued before; a stop passes', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  await run(world, journal, 100)
  journal.commands.push(command(), stopCommand('BUY'))
  journal.isHalted = true
  await run(world, journal, 100)
  expect(world.venue.orders).toEqual([])
  expect(journal.reports.map(({ status, error_code }) => [status, error_code ?? null])).toContainEqual([
    'REJECTED',
    'NO_OPENINGS',
  ])
  expect(journal.reports.some(({ status }) => status === 'NEW')).toBe(true)
})

test('its own halt outlives a restart', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  journal.commands.push(command())
  await run(world, journal, 10_000)
  const again = await run(world, journal, 100)
  expect(again.mayOpen).toBe(false)
})
