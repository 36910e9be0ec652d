/** The whole gateway on a log in memory: killed anywhere, it ends with one position a symbol, protected or flattened. */
import { expect, test } from 'vitest'
import { clientOrderId } from '../../../src/domain/ids.ts'
import type { OrderCommand } from '../../../src/records/generated.ts'
import { command, stopCommand } from './commands.ts'
import { runGateway as run } from './gateway-run.ts'
import { MemoryJournal } from './memory-journal.ts'
import { READINGS, REQUESTS, troubled, World } from './simulation.ts'

const SEEDS = Number(process.env.ILF_SEEDS ?? 25)
const SYMBOLS = [
  { symbol: 'AAAUSDT', quantity: '1' },
  { symbol: 'ETHUSDT', quantity: '0.1' },
  { symbol: 'GALAUSDT', quantity: '1000' },
]

/** An entry and its stop, at a tenth of the price's distance. */
function entryAndStop(world: World, symbol: string, quantity: string, side: 'BUY' | 'SELL'): OrderCommand[] {
  const { last } = world.venue.market(symbol)
  const idOf = (leg: 'ENTRY' | 'STOP') =>
    clientOrderId({ account: 'live', planId: `plan-${symbol}`, leg, revision: 0, attempt: 0 })
  const trigger = (last * (side === 'BUY' ? 0.9 : 1.1)).toFixed(symbol === 'GALAUSDT' ? 5 : 2)
  const common = { symbol, quantity, plan_id: `plan-${symbol}` }
  return [
    command({ ...common, side, client_order_id: idOf('ENTRY'), expires_at: world.clock.now() + 15_000 }),
    { ...stopCommand(side), ...common, client_order_id: idOf('STOP'), trigger_price: trigger },
  ]
}

/** What is wrong with a symbol at the end; nothing where all is well. */
function faultsOf(world: World, journal: MemoryJournal, symbol: string): string[] {
  const own = (order: { readonly symbol: string }) => order.symbol === symbol
  const entries = world.venue.orders.filter((order) => own(order) && !order.clientOrderId.startsWith('F'))
  const ids = new Set(entries.map(({ orderId }) => String(orderId)))
  const filled = world.venue.trades.filter((trade) => own(trade) && ids.has(String(trade.orderId)))
  const told = new Set(journal.reports.filter(own).flatMap(({ trade_id: id }) => (id == null ? [] : [id])))
  const { amount } = world.venue.position(symbol)
  const book = journal.bookOf(symbol)
  // Without a stop for longer than the deadline means flattened: a process that was dead then does it on its return.
  const opened = world.venue.trades.find(own)?.time ?? 0
  const stopped = world.venue.algoOrders.find(own)?.createTime ?? Number.POSITIVE_INFINITY
  const isInTime = opened === 0 || stopped - opened <= 5_000 || amount === 0
  return [
    ...(entries.length > 1 ? [`${entries.length} entries`] : []),
    ...(amount !== 0 && world.venue.openAlgoOrders(symbol).length !== 1 ? ['no stop'] : []),
    ...(Number(book?.position ?? 0) === amount ? [] : [`holds ${amount}, the book says ${book?.position}`]),
    ...(told.size === filled.length ? [] : [`${filled.length} trades, ${told.size} told`]),
    ...(isInTime ? [] : ['the stop came too late, and nothing was flattened']),
  ].map((fault) => `${symbol}: ${fault}`)
}

test.each(['BUY', 'SELL'] as const)(
  `survives faults and kills with a %s, ${SEEDS} seeds`,
  async (side) => {
    const failures: string[] = []
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const world = new World(seed)
      const journal = new MemoryJournal()
      await run(world, journal, 100)
      troubled(world, [...REQUESTS, ...READINGS], 200)
      const pairs = SYMBOLS.map(({ symbol, quantity }) => entryAndStop(world, symbol, quantity, side))
      journal.commands.push(...pairs.flatMap(([entry]) => entry ?? []), ...pairs.flatMap(([, stop]) => stop ?? []))
      await run(world, journal, 70_000)
      const faults = SYMBOLS.flatMap(({ symbol }) => faultsOf(world, journal, symbol))
      if (!journal.isDone) faults.push('commands are left')
      const appended = journal.entries.length
      await run(world, journal, 5_000)
      if (journal.entries.length > appended) faults.push('a second reconciliation changed something')
      if (faults.length > 0) failures.push(`seed ${seed}: ${faults.join('; ')}`)
    }
    expect(failures).toEqual([])
  },
  900_000,
)

test('an order nobody answers for holds up no other symbol', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  await run(world, journal, 100)
  const symbol = 'AAAUSDT'
  world.faults.plan({ request: 'POST /fapi/v1/order', symbol, fault: { kind: 'silent' } })
  const fault = { kind: 'status', status: 500 } as const
  world.faults.plan({ request: 'GET /fapi/v1/order', symbol, fault, times: 999 })
  const [stuck] = entryAndStop(world, symbol, '1', 'BUY')
  journal.commands.push(...(stuck ? [stuck] : []), ...entryAndStop(world, 'ETHUSDT', '0.1', 'BUY'))
  const began = world.clock.now()
  await run(world, journal, 4_000)
  expect(journal.reports.find((report) => report.symbol === symbol)).toMatchObject({ status: 'UNKNOWN' })
  const [stop] = world.venue.openAlgoOrders('ETHUSDT')
  expect((stop?.createTime ?? Number.POSITIVE_INFINITY) - began).toBeLessThan(1_500)
  expect(journal.isDone).toBe(false)
})

test.each(['BUY', 'SELL'] as const)('flattens a %s whose stop nobody answers for, in time', async (side) => {
  const world = new World(1)
  const journal = new MemoryJournal()
  await run(world, journal, 100)
  world.faults.plan({ request: 'POST /fapi/v1/algoOrder', fault: { kind: 'lost' }, times: 999 })
  world.faults.plan({ request: 'GET /fapi/v1/algoOrder', fault: { kind: 'status', status: 500 }, times: 999 })
  journal.commands.push(...entryAndStop(world, 'AAAUSDT', '1', side))
  await run(world, journal, 8_000)
  expect(world.venue.position('AAAUSDT').amount).toBe(0)
  const [entry, exit] = world.venue.trades.map(({ time }) => time)
  expect((exit ?? 0) - (entry ?? 0)).toBeGreaterThan(5_000)
  expect((exit ?? 0) - (entry ?? 0)).toBeLessThan(6_000)
  expect(journal.isActive).toBe(false)
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

test('holds an entry until the exchange has answered, and then sends it', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  world.faults.plan({ request: 'GET /fapi/v1/openOrders', fault: { kind: 'status', status: 500 }, times: 4 })
  journal.commands.push(command(), stopCommand('BUY'))
  const openedAt: (boolean | number)[] = []
  await run(world, journal, 8_000, ({ mayOpen }) => openedAt.push(mayOpen || world.venue.orders.length))
  expect(openedAt[0]).toBe(0)
  expect(world.venue.orders).toHaveLength(1)
  expect(openedAt.slice(0, openedAt.indexOf(true)).every((orders) => orders === 0)).toBe(true)
})

test('an entry that is held for too long is not sent any more', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  world.faults.plan({ request: 'GET /fapi/v1/openOrders', fault: { kind: 'status', status: 500 }, times: 999 })
  journal.commands.push(command())
  await run(world, journal, 20_000)
  expect(journal.reports.map(({ status }) => status)).toEqual(['SKIPPED_STALE'])
  expect(world.venue.orders).toEqual([])
})

test('opens nothing while an order of somebody else lies there', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  world.venue.place({
    symbol: 'AAAUSDT',
    side: 'BUY',
    type: 'LIMIT',
    quantity: '1',
    price: '50',
    newClientOrderId: 'web_1',
  })
  journal.commands.push(command())
  const gateway = await run(world, journal, 20_000)
  expect(gateway.lanes.map(({ problems }) => problems)).toEqual([['order web_1 is not ours']])
  expect(world.venue.orders).toHaveLength(1)
})

test('opens nothing after a HALT, though it was queued before; a stop passes', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  await run(world, journal, 100)
  journal.commands.push(command(), stopCommand('BUY'))
  journal.isHalted = true
  await run(world, journal, 2_000)
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
