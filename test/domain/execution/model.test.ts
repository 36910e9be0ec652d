/** The decider against a random exchange: whatever happens in whatever order, the books and the protection are right. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal } from '../../../src/domain/decimal.ts'
import { netRealisedPnl } from '../../../src/domain/execution/valuation.ts'
import { action, World } from './support/world.ts'

describe('execution against a random exchange', () => {
  it('keeps exact books, full protection and one final decision for every intent', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 10, maxLength: 120 }), (actions) => {
        const world = new World()
        for (const each of actions) {
          world.act(each)
          expectBalanceExplained(world)
        }
        world.finish()
        const { account, position } = world.desk.view
        expect(position).toBeUndefined()
        expect(world.exchange.position).toBe(0)
        expect(account.balance).toBe(world.exchange.cash.plus(world.funding).plus(10_000).toFixed())
        expect(finalDecisions(world).sort()).toEqual([...world.intents].sort())
      }),
      { numRuns: 150 },
    )
  })
})

/** Balance = start + results of closed positions + what the open one has realised − its fees and funding, and funding besides. */
function expectBalanceExplained({ desk, funding }: World): void {
  const updates = desk.all.flatMap(({ sink, value }) => (sink === 'position' ? [value] : []))
  const closed = updates.filter(({ status }) => status === 'CLOSED')
  const results = closed.reduce((sum, update) => sum.plus(update.realized_pnl ?? '0'), new Decimal(0))
  const booked = closed.reduce((sum, update) => sum.plus(update.funding_paid), new Decimal(0))
  const { position } = desk.view
  const open = position === undefined ? new Decimal(0) : netRealisedPnl(position).plus(position.fundingPaid)
  expect(desk.view.account.balance).toBe(results.plus(booked).plus(open).plus(funding).plus(10_000).toFixed())
}

function finalDecisions({ desk }: World): string[] {
  return desk.all.flatMap((emission) => {
    return emission.sink === 'decision' && emission.value.final ? [emission.value.intent_id] : []
  })
}
