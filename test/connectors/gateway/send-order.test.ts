/** Sending, under random faults and kills at every await: never twice, never lost. ILF_SEEDS sets how many seeds. */
import { expect, test } from 'vitest'
import { binanceVenue } from '../../../src/connectors/gateway/binance/binance-venue.ts'
import { leasedClient } from '../../../src/connectors/gateway/binance/leased-client.ts'
import type { OrderAnswer } from '../../../src/connectors/gateway/order-knowledge.ts'
import { sendOrder } from '../../../src/connectors/gateway/send-order.ts'
import { TEST_CREDENTIALS, venueUrls } from '../../venue/venue-server.ts'
import { approved, command, stopCommand } from './commands.ts'
import { Killed, troubled, World } from './simulation.ts'

const SEEDS = Number(process.env.ILF_SEEDS ?? 50)
const client = leasedClient({
  ...TEST_CREDENTIALS,
  urls: venueUrls('venue'),
  leaseIsAlive: () => true,
  timeoutMs: 60_000,
})
client.enableRateLimit = false

/** What was answered, and how many answers were UNKNOWN. */
interface Sent {
  readonly answer: OrderAnswer
  readonly unknown: number
}

/** Sends until an answer comes; a killed process is started again, after the old one's requests have ended. */
async function send(world: World, order: ReturnType<typeof approved>, mayOpen = () => true): Promise<Sent> {
  let unknown = 0
  const onUnknown = async () => {
    unknown += 1
  }
  const venue = binanceVenue(client)
  for (let redelivered = false; ; redelivered = true) {
    world.adopt(client)
    try {
      const answer = await sendOrder(order, redelivered, { venue, clock: world.clock, mayOpen, onUnknown })
      return { answer, unknown }
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      await world.restart(venue.recvWindowMs + 1_000)
    }
  }
}

const sides = ['BUY', 'SELL'] as const

test.each(sides)(`sends a %s and its stop exactly once, ${SEEDS} seeds`, async (side) => {
  const failures: string[] = []
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const world = troubled(new World(seed))
    const { answer } = await send(world, approved(command({ side })))
    const stop = answer.status === 'NEW' ? await send(world, approved(stopCommand(side))) : undefined
    await world.pass(60_000)
    const [orders, stops] = [world.venue.orders.length, world.venue.algoOrders.length]
    const wanted = answer.status === 'NEW' ? 1 : 0
    const amount = Math.abs(world.venue.position('AAAUSDT').amount)
    const right = orders === wanted && amount === wanted && stops === wanted && (stop?.answer.status ?? 'NEW') === 'NEW'
    const explained = wanted === 1 || answer.status === 'SKIPPED_STALE'
    if (!right || !explained) failures.push(`seed ${seed}: ${JSON.stringify(answer)}, ${orders} orders, ${stops} stops`)
  }
  expect(failures).toEqual([])
})

test('asks after a silent request and finds it', async () => {
  const world = new World(1)
  world.faults.plan({ request: 'POST /fapi/v1/order', fault: { kind: 'silent' } })
  const { answer, unknown } = await send(world, approved(command()))
  expect([answer.status, unknown, world.venue.orders.length]).toEqual(['NEW', 1, 1])
  expect(world.desk.served.filter(({ request }) => request === 'POST /fapi/v1/order')).toHaveLength(1)
})

test('never sends an entry that expired while nobody knew', async () => {
  const world = new World(1)
  world.faults.plan({ request: 'POST /fapi/v1/order', fault: { kind: 'lost' } })
  const { answer } = await send(world, approved(command({ expires_at: world.clock.now() + 1_000 })))
  expect([answer.status, world.venue.orders.length]).toEqual(['SKIPPED_STALE', 0])
})

test('sets margin mode and leverage before an entry', async () => {
  const world = new World(1)
  await send(world, approved(command()))
  expect(world.venue.position('AAAUSDT')).toEqual(expect.objectContaining({ leverage: 10, marginType: 'isolated' }))
})

test('opens nothing after a halt, and still reduces', async () => {
  const world = new World(1)
  expect((await send(world, approved(command()))).answer.status).toBe('NEW')
  const halted = () => false
  const entry = await send(world, approved(command({ client_order_id: 'second' })), halted)
  expect(entry.answer).toEqual(expect.objectContaining({ status: 'REJECTED', code: 'NO_OPENINGS' }))
  expect((await send(world, approved(stopCommand('BUY')), halted)).answer.status).toBe('NEW')
  expect(world.venue.orders).toHaveLength(1)
})

test.each(['NO_MARGIN', 'WOULD_TRIGGER', 'PERCENT_PRICE', 'MAX_LEVERAGE'] as const)(
  'reports %s as rejected',
  async (refusal) => {
    const world = new World(1)
    world.faults.plan({ request: 'POST /fapi/v1/order', fault: { kind: 'refuse', refusal } })
    expect((await send(world, approved(command()))).answer.status).toBe('REJECTED')
    expect(world.venue.orders).toHaveLength(0)
  },
)

test('signs nothing without its lease', async () => {
  const world = new World(1)
  client.leaseIsAlive = () => false
  await expect(send(world, approved(command()))).rejects.toThrow('lease')
  client.leaseIsAlive = () => true
  expect(world.desk.served).toEqual([])
})
