import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal } from '../../../src/domain/decimal.ts'
import { onIntent, onPosition, onTick } from '../../../src/domain/plan/exit-brain.ts'
import { config, instrument, intent, NOW, plans, update } from './fixtures.ts'
import { expectSound, sides } from './worlds.ts'

describe('while open', () => {
  const moves = fc.array(
    fc.record({
      moveRatio: fc.double({ min: -0.006, max: 0.008, noNaN: true }),
      elapsedMs: fc.integer({ min: 0, max: 3000 }),
    }),
    { maxLength: 60 },
  )
  const fills = fc.record({
    entryRatio: fc.double({ min: -0.002, max: 0.002, noNaN: true }),
    share: fc.double({ min: 0.1, max: 1, noNaN: true }),
    tp1After: fc.nat(60),
  })

  it('moves the stop only in the position’s favour and keeps it behind the mark', () => {
    const atr = fc.double({ min: 0.0005, max: 0.01, noNaN: true })
    fc.assert(
      fc.property(sides, atr, fills, moves, (side, atrValue, { entryRatio, share, tp1After }, path) => {
        const wish = intent({ side, ilf: { ...intent().ilf, atr_value: atrValue } })
        const [proposal, [first]] = onIntent({ instrument: instrument() }, wish, NOW, config)
        if (!proposal || first?.sink !== 'plan') throw new Error('the intent was refused')
        const sign = side === 'BUY' ? 1 : -1
        const quantity = decimal(proposal.plan.quantity).times(share).div('0.001').ceil().times('0.001').toFixed()
        const entry = decimal(50_000)
          .times(1 + entryRatio)
          .toDecimalPlaces(4)
        const fill = update(proposal.plan, { quantity, average_entry: entry.toFixed() })
        let [active, emissions] = onPosition(proposal, fill, config)
        let stop = decimal(active?.plan.stop_loss ?? 0)
        expectSound(active?.plan ?? proposal.plan, instrument())
        let price = entry.toNumber()
        let nowMs = NOW + 1000
        let revision = 1
        for (const [index, { moveRatio, elapsedMs }] of path.entries()) {
          if (!active) break
          price *= 1 + sign * moveRatio
          nowMs += elapsedMs
          const taken = update(active.plan, { status: 'REDUCED', exit_cause: 'TP1', fill_price: String(price) })
          if (index === tp1After) [active, emissions] = onPosition(active, taken, config)
          else [active, emissions] = onTick(active, { price }, nowMs, config)
          for (const plan of plans(emissions)) {
            revision += 1
            expect(plan.revision).toBe(revision)
            const moved = decimal(plan.stop_loss).minus(stop).times(sign)
            if (plan.cause === 'TRAIL' || plan.cause === 'BREAK_EVEN') {
              expect(moved.gt(0)).toBe(true)
              expect(decimal(price).minus(plan.stop_loss).times(sign).gt(0)).toBe(true)
              expect(decimal(plan.stop_loss).mod('0.1').isZero()).toBe(true)
            } else {
              expect(moved.isZero()).toBe(true)
            }
            stop = decimal(plan.stop_loss)
          }
        }
      }),
    )
  })
})
