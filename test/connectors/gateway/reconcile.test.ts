/** Every row of the reconciliation list, long and short, against the venue; and that a second one changes nothing. */
import { describe, expect, test } from 'vitest'
import { binanceVenue } from '../../../src/connectors/gateway/binance/binance-venue.ts'
import { leasedClient } from '../../../src/connectors/gateway/binance/leased-client.ts'
import { readSymbol } from '../../../src/connectors/gateway/binance/read-symbol.ts'
import { type Reconciled, reconcile, type SymbolKnown } from '../../../src/connectors/gateway/reconcile.ts'
import type { OrderCommand } from '../../../src/records/generated.ts'
import { liquidate, tradeByHand } from '../../venue/engine/happenings.ts'
import { TEST_CREDENTIALS, venueUrls } from '../../venue/venue-server.ts'
import { approved, command, stopCommand } from './commands.ts'
import { World } from './simulation.ts'

const client = leasedClient({
  ...TEST_CREDENTIALS,
  urls: venueUrls('venue'),
  leaseIsAlive: () => true,
  timeoutMs: 60_000,
})
client.enableRateLimit = false

/** A world with an entry and a stop sent, of which nothing is booked yet. */
async function opened(side: 'BUY' | 'SELL', slices: readonly number[] = []) {
  const world = new World(1)
  world.adopt(client)
  const [entry, stop] = [command({ side, quantity: '2' }), { ...stopCommand(side), quantity: '2' }]
  world.venue.slices.push(...slices)
  for (const each of [entry, stop]) await binanceVenue(client).place(approved(each))
  const known: SymbolKnown = {
    symbol: 'AAAUSDT',
    orders: { [entry.client_order_id]: knownOrder(entry), [stop.client_order_id]: knownOrder(stop) },
    nextTradeId: 1,
    takenOverAt: world.clock.now(),
    position: '0',
  }
  return { world, known, entry: entry.client_order_id, stop: stop.client_order_id }
}

function knownOrder({ client_order_id: clientOrderId, type, quantity, reduce_only: reduceOnly }: OrderCommand) {
  return { clientOrderId, type, quantity, reduceOnly, isWorking: true, booked: '0' }
}

/** Reconciles, and once more: the second time nothing may come of it. */
async function reconciled(known: SymbolKnown, now: number): Promise<Reconciled> {
  const first = reconcile(known, await readSymbol(client, known), 'live', now)
  const second = reconcile(first.known, await readSymbol(client, first.known), 'live', now)
  expect(second).toEqual({ ...first, reports: [], events: [] })
  return first
}

describe.each([
  ['long', 'BUY', 'SELL', 1],
  ['short', 'SELL', 'BUY', -1],
] as const)('%s', (_name, side, exit, sign) => {
  test('a missed fill is reported once, with its fee', async () => {
    const { world, known, entry } = await opened(side)
    const { reports, events, orphans, problems, known: after } = await reconciled(known, world.clock.now())
    expect(reports).toEqual([
      expect.objectContaining({ client_order_id: entry, status: 'FILLED', filled_quantity: '2', fee: '0.1' }),
    ])
    expect([events, orphans, problems, after.position]).toEqual([[], [], [], String(2 * sign)])
  })

  test('partial fills are reported each, as they come', async () => {
    const { world, known, entry } = await opened(side, [0.5])
    const first = await reconciled(known, world.clock.now())
    expect(first.reports).toEqual([expect.objectContaining({ client_order_id: entry, status: 'PARTIALLY_FILLED' })])
    world.venue.match('AAAUSDT')
    const second = await reconciled(first.known, world.clock.now())
    expect(second.reports).toEqual([expect.objectContaining({ status: 'FILLED', filled_quantity: '2' })])
    expect([second.known.position, second.problems]).toEqual([String(2 * sign), []])
  })

  test('a stop that filled is reported under its own id', async () => {
    const { world, known, stop } = await opened(side)
    world.venue.setPrice('AAAUSDT', side === 'BUY' ? 89 : 111)
    const { reports, known: after, problems } = await reconciled(known, world.clock.now())
    expect(reports.at(-1)).toEqual(expect.objectContaining({ client_order_id: stop, status: 'FILLED' }))
    expect([after.position, problems]).toEqual(['0', []])
  })

  test('a close by hand is an event, and its stop an orphan', async () => {
    const { world, known, stop } = await opened(side)
    tradeByHand(world.venue, 'AAAUSDT', exit, 2)
    const { events, orphans, known: after } = await reconciled(known, world.clock.now())
    expect(events).toEqual([
      expect.objectContaining({ kind: 'MANUAL_TRADE', side: exit, quantity: '2', amount: '-0.1' }),
    ])
    expect([orphans.map(({ clientOrderId }) => clientOrderId), after.position]).toEqual([[stop], '0'])
  })

  test('a liquidation is an event whose amount is the fee alone', async () => {
    const { world, known } = await opened(side)
    liquidate(world.venue, 'AAAUSDT')
    const { events, known: after } = await reconciled(known, world.clock.now())
    expect(events).toEqual([expect.objectContaining({ kind: 'LIQUIDATION', side: exit, amount: '-0.1', price: '100' })])
    expect(after.position).toBe('0')
  })

  test('a foreign order keeps the symbol from being clean', async () => {
    const { world, known } = await opened(side)
    const price = side === 'BUY' ? '50' : '150'
    world.venue.place({ symbol: 'AAAUSDT', side, type: 'LIMIT', quantity: '1', price, newClientOrderId: 'web_1' })
    const { problems, orphans } = await reconciled(known, world.clock.now())
    expect([problems, orphans]).toEqual([['order web_1 is not ours'], []])
  })

  test('a stop cancelled by hand is reported as cancelled', async () => {
    const { world, known, stop } = await opened(side)
    world.venue.cancelAlgo(world.venue.openAlgoOrders()[0])
    const { reports } = await reconciled(known, world.clock.now())
    expect(reports.at(-1)).toEqual(expect.objectContaining({ client_order_id: stop, status: 'CANCELED' }))
  })

  test('an order of ours that nobody remembers is an orphan', async () => {
    const { world, known, entry, stop } = await opened(side)
    const { [stop]: _forgotten, ...orders } = known.orders
    expect(Object.keys(orders)).toEqual([entry])
    const { orphans, problems } = await reconciled({ ...known, orders }, world.clock.now())
    expect([orphans.map(({ clientOrderId }) => clientOrderId), problems]).toEqual([[stop], []])
  })

  test('a position that no trade explains is a problem', async () => {
    const { world, known } = await opened(side)
    world.venue.position('AAAUSDT').amount = 7 * sign
    const { problems } = await reconciled(known, world.clock.now())
    expect(problems).toEqual([`the exchange holds ${7 * sign}, the trades add up to ${2 * sign}`])
  })
})
