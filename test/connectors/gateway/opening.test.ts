/** What stands between an entry's turn and its position with a stop: others that are opened, questions, an account in doubt. */
import { expect, test } from 'vitest'
import type { VenueOrder } from '../../venue/engine/model.ts'
import { listed } from '../../venue/engine/terms.ts'
import { command, stopCommand } from './commands.ts'
import { runGateway as run } from './gateway-run.ts'
import { MemoryJournal } from './memory-journal.ts'
import { World } from './simulation.ts'

const SYMBOL = 'AAAUSDT'
const OTHER = 'ETHUSDT'
/** Of 50 ms: the symbol has been taken over by then. */
const STEPS_BEFORE = 30
const unanswered = { kind: 'status', status: 500 } as const

test('holds an entry again where the account is in doubt when it is to be sent, and sends it once that is over', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  // A position of the other symbol, so that it has been taken over.
  journal.commands.push(command({ symbol: OTHER, client_order_id: 'a'.repeat(32), quantity: '0.1' }))
  journal.commands.push({ ...stopCommand('BUY'), symbol: OTHER, quantity: '0.1', trigger_price: '2900' })
  await run(world, journal, 2_000)
  // The entry's turn has come, but its leverage is not set for a while; and then somebody's order is seen.
  world.faults.plan({ request: 'POST /fapi/v1/leverage', fault: unanswered, times: 8 })
  journal.commands.push(command())
  const strange = {
    symbol: OTHER,
    side: 'BUY',
    type: 'LIMIT',
    quantity: '0.1',
    price: '1000',
    newClientOrderId: 'web_1',
  }
  let order: VenueOrder | undefined
  let steps = 0
  await run(world, journal, 5_000, (gateway) => {
    steps += 1
    if (steps !== STEPS_BEFORE) return
    order = world.venue.place(strange)
    gateway.wake(OTHER)
  })
  expect(world.venue.orders.filter(({ symbol }) => symbol === SYMBOL)).toEqual([])
  expect(journal.reports.filter(({ symbol }) => symbol === SYMBOL)).toEqual([])
  world.venue.cancel(order)
  await run(world, journal, 3_000)
  expect(world.venue.orders.filter(({ symbol }) => symbol === SYMBOL).map(({ status }) => status)).toEqual(['FILLED'])
  const statuses = journal.reports.filter(({ symbol }) => symbol === SYMBOL).map(({ status }) => status)
  expect(statuses).toEqual(['NEW', 'FILLED'])
})

test('sends an entry that the gateway before had taken and not sent, once the account was read', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  await run(world, journal, 2_000)
  world.faults.plan({ request: 'POST /fapi/v1/leverage', fault: unanswered, times: 999 })
  journal.commands.push(command())
  await run(world, journal, 2_000)
  expect(world.venue.orders).toEqual([])
  world.faults.clear()
  await run(world, journal, 3_000)
  expect(world.venue.orders.map(({ status }) => status)).toEqual(['FILLED'])
  expect(journal.reports.map(({ status }) => status)).toEqual(['NEW', 'FILLED'])
})

test('a stop that was acknowledged keeps its position, though no question is answered any more', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  await run(world, journal, 100)
  world.venue.listeners.add(({ e: kind }) => {
    if (kind === 'ALGO_UPDATE') world.faults.plan({ request: 'GET /fapi', fault: unanswered, times: 999 })
  })
  journal.commands.push(command(), stopCommand('BUY'))
  await run(world, journal, 10_000)
  expect(world.venue.position(SYMBOL).amount).toBe(1)
  expect(world.venue.openAlgoOrders(SYMBOL)).toHaveLength(1)
  expect(journal.isActive).toBe(true)
})

test('opens no more at once than it can see to the stops of', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  const symbols = ['S1USDT', 'S2USDT', 'S3USDT', 'S4USDT', 'S5USDT', 'S6USDT']
  for (const symbol of symbols) world.venue.list(listed(symbol))
  const idOf = (i: number) => String(i).padStart(32, '0')
  journal.commands.push(...symbols.map((symbol, i) => command({ symbol, client_order_id: idOf(i) })))
  await run(world, journal, 3_000)
  const held = symbols.filter((symbol) => world.venue.position(symbol).amount !== 0)
  expect(held).toHaveLength(3)
  const stops = held.map((symbol, i) => ({ ...stopCommand('BUY'), symbol, client_order_id: idOf(10 + i) }))
  journal.commands.push(...stops)
  await run(world, journal, 1_500)
  expect(symbols.filter((symbol) => world.venue.position(symbol).amount !== 0)).toEqual(symbols)
})

test('a symbol that is new keeps no other from opening', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  await run(world, journal, 100)
  journal.commands.push(command({ symbol: OTHER, client_order_id: 'a'.repeat(32), quantity: '0.1' }), command())
  world.faults.plan({ request: 'GET /fapi/v1/openOrders', symbol: OTHER, fault: { kind: 'lost' }, times: 1 })
  await run(world, journal, 450)
  expect(world.venue.orders.map(({ symbol }) => symbol)).toEqual([SYMBOL])
})
