/** What happens to the account beside our orders: told once, whatever dies meanwhile, and what it means for openings. */
import { expect, test } from 'vitest'
import { type IncomeRow, ledgerFrom, tellIncome } from '../../../src/connectors/gateway/account-ledger.ts'
import { decimal, text } from '../../../src/domain/decimal.ts'
import { payFunding, tradeByHand, transfer } from '../../venue/engine/happenings.ts'
import { command, stopCommand } from './commands.ts'
import { runGateway } from './gateway-run.ts'
import { MemoryJournal } from './memory-journal.ts'
import { World } from './simulation.ts'

const SEEDS = Number(process.env.ILF_SEEDS ?? 25)

const row = (change: Partial<IncomeRow>): IncomeRow => {
  return { type: 'FUNDING_FEE', id: '1', symbol: 'AAAUSDT', amount: '-0.5', asset: 'USDT', time: 1_000, ...change }
}

test.each([
  ['FUNDING_FEE', '-0.5', 'FUNDING'],
  ['TRANSFER', '100', 'DEPOSIT'],
  ['TRANSFER', '-100', 'WITHDRAWAL'],
  ['INTERNAL_TRANSFER', '-1', 'WITHDRAWAL'],
  ['COIN_SWAP_DEPOSIT', '1', 'DEPOSIT'],
  ['INSURANCE_CLEAR', '-3', 'CORRECTION'],
  ['REFERRAL_KICKBACK', '0.1', 'CORRECTION'],
] as const)('%s of %s is told as %s', (type, amount, kind) => {
  const { events } = tellIncome(ledgerFrom(0), [row({ type, amount })], 'live', 2_000)
  expect(events).toEqual([
    expect.objectContaining({ kind, amount, account: 'live', venue_event_id: `income:${type}:1`, event_time: 1_000 }),
  ])
})

test('rows of trades are not told again, nor is one that was told, nor what was before the gateway', () => {
  const rows = [
    row({ type: 'COMMISSION' }),
    row({ type: 'REALIZED_PNL' }),
    row({ time: 999, id: '2' }),
    row({ id: '3' }),
  ]
  const first = tellIncome(ledgerFrom(1_000), rows, 'live', 2_000)
  expect(first.events.map(({ venue_event_id: id }) => id)).toEqual(['income:FUNDING_FEE:3'])
  const late = row({ id: '4', time: 1_500 })
  const second = tellIncome(first.cursor, [...rows, late], 'live', 3_000)
  expect(second.events.map(({ venue_event_id: id }) => id)).toEqual(['income:FUNDING_FEE:4'])
})

test('the cursor follows the time, and keeps only what may still be asked for', () => {
  const day = 86_400_000
  const first = tellIncome(ledgerFrom(1_000), [row({}), row({ id: '2', time: day - 1 })], 'live', day)
  expect(first.cursor).toEqual({ since: day - 600_000, told: ['FUNDING_FEE:2'] })
})

test(`funding and transfers add up to the exchange's balance, killed anywhere, ${SEEDS} seeds`, async () => {
  const failures: string[] = []
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const world = new World(seed)
    const journal = new MemoryJournal()
    await runGateway(world, journal, 3_000)
    const before = world.venue.wallet
    journal.commands.push(command({ expires_at: world.clock.now() + 15_000 }), stopCommand('BUY'))
    await runGateway(world, journal, 3_000)
    world.killIn = 1 + Math.floor(world.random() * 60)
    for (let hour = 0; hour < 3; hour += 1) {
      payFunding(world.venue, 'AAAUSDT', 0.001)
      transfer(world.venue, hour === 1 ? -50 : 20)
      await runGateway(world, journal, 40_000)
    }
    const events = journal.entries.flatMap((entry) => entry.events ?? [])
    const fees = journal.reports.reduce((sum, { fee }) => sum.plus(fee ?? '0'), decimal('0'))
    const told = events.reduce((sum, { amount }) => sum.plus(amount), decimal('0')).minus(fees)
    const isSame = told
      .minus(world.venue.wallet - before)
      .abs()
      .lt('0.000001')
    if (!isSame || events.length !== 6) {
      failures.push(`seed ${seed}: ${events.length} events, ${text(told)} of ${world.venue.wallet - before}`)
    }
  }
  expect(failures).toEqual([])
}, 900_000)

test('a fill that no command led to is noticed within three seconds', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  const target = command({ leg: 'TP1', side: 'SELL', type: 'LIMIT', price: '105', quantity: '0.5', reduce_only: true })
  journal.commands.push(command(), stopCommand('BUY'), { ...target, client_order_id: 'target', expires_at: null })
  await runGateway(world, journal, 4_000)
  expect(world.venue.openOrders()).toHaveLength(1)
  world.venue.setPrice('AAAUSDT', 106)
  await runGateway(world, journal, 3_000)
  expect(journal.reports.at(-1)).toMatchObject({ client_order_id: 'target', status: 'FILLED', last_quantity: '0.5' })
})

test('a position of somebody else keeps entries away, in any symbol, until it is closed', async () => {
  const world = new World(1)
  const journal = new MemoryJournal()
  tradeByHand(world.venue, 'ETHUSDT', 'BUY', 1)
  journal.commands.push(command())
  const gateway = await runGateway(world, journal, 5_000)
  expect(gateway.lanes.flatMap(({ problems }) => problems ?? [])).toEqual([
    'a position of 1 was there before the gateway: close it at the exchange',
  ])
  expect(world.venue.position('AAAUSDT').amount).toBe(0)
  tradeByHand(world.venue, 'ETHUSDT', 'SELL', 1)
  await runGateway(world, journal, 5_000)
  expect(world.venue.position('AAAUSDT').amount).toBe(1)
})

test.each([1_000, 20 * 86_400_000])(
  'what was traded in a symbol %i ms before is not told as if it happened now',
  async (ageMs) => {
    const world = new World(1)
    const journal = new MemoryJournal()
    tradeByHand(world.venue, 'AAAUSDT', 'BUY', 1)
    tradeByHand(world.venue, 'AAAUSDT', 'SELL', 1)
    await world.pass(ageMs)
    const expiresAt = world.clock.now() + 15_000
    journal.commands.push(command({ expires_at: expiresAt }), stopCommand('BUY'))
    await runGateway(world, journal, 5_000)
    expect(journal.entries.flatMap((entry) => entry.events ?? [])).toEqual([])
    expect(journal.reports.filter(({ trade_id: id }) => id != null)).toHaveLength(1)
  },
)
