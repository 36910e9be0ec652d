/** Commands under random faults and kills: a stop is replaced without ever being none, a cancellation always ends. */
import { expect, test } from 'vitest'
import { binanceVenue } from '../../../src/connectors/gateway/binance/binance-venue.ts'
import { leasedClient } from '../../../src/connectors/gateway/binance/leased-client.ts'
import { carryCommand } from '../../../src/connectors/gateway/carry-command.ts'
import type { ExecutionReport, OrderCommand } from '../../../src/records/generated.ts'
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

/** Carries a command out through kills, and returns what was reported. */
async function carry(world: World, order: OrderCommand, mayOpen = () => true): Promise<ExecutionReport[]> {
  const reports: ExecutionReport[] = []
  const report = async (each: ExecutionReport) => {
    reports.push(each)
  }
  const venue = binanceVenue(client)
  for (let redelivered = false; ; redelivered = true) {
    world.adopt(client)
    try {
      await carryCommand(order, redelivered, { account: 'live', venue, clock: world.clock, mayOpen, report })
      return reports
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      await world.restart(venue.recvWindowMs + 1_000)
    }
  }
}

const replacement = (side: 'BUY' | 'SELL', stop: OrderCommand): OrderCommand => ({
  ...stop,
  client_order_id: 'replacement',
  intent: 'REPLACE',
  target_client_order_id: stop.client_order_id,
  trigger_price: side === 'BUY' ? '95' : '105',
})

test.each(['BUY', 'SELL'] as const)(
  `replaces the stop of a %s without ever having none, ${SEEDS} seeds`,
  async (side) => {
    const failures: string[] = []
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const world = new World(seed)
      const stop = stopCommand(side)
      await carry(world, command({ side }))
      await carry(world, stop)
      let fewest = world.venue.openAlgoOrders().length
      world.venue.listeners.add(() => {
        fewest = Math.min(fewest, world.venue.openAlgoOrders().length)
      })
      troubled(world)
      const reports = await carry(world, replacement(side, stop))
      await world.pass(60_000)
      const open = world.venue.openAlgoOrders().map(({ clientAlgoId }) => clientAlgoId)
      const told = reports.some(
        ({ status, client_order_id: id }) => status === 'CANCELED' && id === stop.client_order_id,
      )
      const right = fewest === 1 && told && open.length === 1 && open[0] === 'replacement'
      if (!right || world.venue.algoOrders.length !== 2)
        failures.push(`seed ${seed}: fewest ${fewest}, open ${open.join()}`)
    }
    expect(failures).toEqual([])
  },
)

test('keeps the old stop when the new one is refused', async () => {
  const world = new World(1)
  const stop = stopCommand('BUY')
  await carry(world, command())
  await carry(world, stop)
  world.faults.plan({ request: 'POST /fapi/v1/algoOrder', fault: { kind: 'refuse', refusal: 'WOULD_TRIGGER' } })
  const reports = await carry(world, replacement('BUY', stop))
  expect(reports).toEqual([expect.objectContaining({ status: 'REJECTED', error_code: '-2021' })])
  expect(world.venue.openAlgoOrders().map(({ clientAlgoId }) => clientAlgoId)).toEqual([stop.client_order_id])
})

test('lets a take-profit make room for its successor', async () => {
  const world = new World(1)
  await carry(world, command())
  const target = {
    leg: 'TP1',
    side: 'SELL',
    type: 'LIMIT',
    reduce_only: true,
    leverage: null,
    expires_at: null,
  } as const
  await carry(world, command({ ...target, client_order_id: 'first', price: '110' }))
  const successor = { ...target, client_order_id: 'second', price: '120', target_client_order_id: 'first' }
  const reports = await carry(world, command({ ...successor, intent: 'REPLACE' }))
  expect(reports.map(({ status, client_order_id: id }) => [id, status])).toEqual([
    ['first', 'CANCELED'],
    ['second', 'NEW'],
  ])
  expect(world.venue.openOrders().map(({ clientOrderId }) => clientOrderId)).toEqual(['second'])
})

test('says so when there is nothing to cancel', async () => {
  const world = new World(1)
  const reports = await carry(world, command({ intent: 'CANCEL', target_client_order_id: 'nobody' }))
  expect(reports).toEqual([expect.objectContaining({ status: 'REJECTED', error_code: '-2011' })])
})

test('opens nothing while it must not, says why, and leaves other accounts alone', async () => {
  const world = new World(1)
  const halted = () => false
  expect(await carry(world, command(), halted)).toEqual([expect.objectContaining({ error_code: 'NO_OPENINGS' })])
  expect(await carry(world, command({ account: 'other' }))).toEqual([])
  expect(world.desk.served).toEqual([])
})
