import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ZERO } from '../../../src/domain/decimal.ts'
import { ladder } from '../../../src/domain/execution/ladder.ts'
import { type Position, reservedPosition } from '../../../src/domain/execution/position.ts'
import { exitPlan } from './support/records.ts'

interface Shape {
  readonly entered: number
  readonly open?: number
  readonly taken?: Position['taken']
  readonly fractions?: readonly number[]
  readonly minQuantity?: string
}

function position({ entered, open = entered, taken = {}, fractions = [0.5, 0.3, 0.2], minQuantity = '1' }: Shape) {
  const take_profits = fractions.map((fraction, i) => ({
    price: `${11 + i}`,
    distance_pct: 10 * (i + 1),
    fraction,
    quantity: '0',
  }))
  const filters = { stepSize: '1', minQuantity }
  const reserved = reservedPosition(exitPlan({ take_profits }), 'LONG', { quantity: '100', value: '1000' }, filters)
  const traded = (quantity: number) => ({ quantity: String(quantity), value: String(quantity * 10) })
  return { ...reserved, entered: traded(entered), open: traded(open), taken }
}

const quantities = (shape: Shape) => ladder(position(shape)).map(({ quantity }) => quantity.toNumber())

const share = fc.double({ min: 0, max: 0.6, noNaN: true })

describe('ladder', () => {
  it.each<[string, Shape, number[]]>([
    ['gives each leg its fraction', { entered: 100 }, [50, 30, 20]],
    ['gives the last leg what rounding leaves', { entered: 7 }, [3, 2, 2]],
    ['takes off what a leg has filled', { entered: 100, open: 80, taken: { TP1: '20' } }, [30, 30, 20]],
    ['takes what others closed from the farthest', { entered: 100, open: 60 }, [50, 10, 0]],
    ['merges a last leg below the minimum into the one before', { entered: 20, minQuantity: '5' }, [10, 10, 0]],
    ['keeps one leg that is below the minimum itself', { entered: 2, minQuantity: '5' }, [0, 0, 2]],
    ['uses the legs a shorter ladder has', { entered: 10, fractions: [1] }, [10]],
    ['has none without take-profits', { entered: 10, fractions: [] }, []],
  ])('%s', (_claim, shape, expected) => {
    expect(quantities(shape)).toEqual(expected)
  })

  it('always adds up to the open position, in whole steps', () => {
    const shapes = fc
      .record({
        entered: fc.integer({ min: 1, max: 1_000 }),
        weights: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 3 }),
        // Shares of what is open when each of them is taken: three legs, then everything else.
        exits: fc.tuple(share, share, share, share),
        minQuantity: fc.integer({ min: 1, max: 20 }),
      })
      .map(({ entered, weights, exits, minQuantity }) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        let open = entered
        const [tp1, tp2, tp3] = exits.map((ratio) => {
          const quantity = Math.floor(open * ratio)
          open -= quantity
          return String(quantity)
        })
        const taken = { TP1: tp1 ?? '0', TP2: tp2 ?? '0', TP3: tp3 ?? '0' }
        const fractions = weights.map((weight) => weight / total)
        return { entered, open, taken, fractions, minQuantity: String(minQuantity) }
      })
    fc.assert(
      fc.property(shapes, (shape) => {
        const legs = ladder(position(shape))
        const sum = legs.reduce((total, { quantity }) => total.plus(quantity), ZERO)
        expect(sum.toNumber()).toBe(shape.open)
        const alone = legs.filter(({ quantity }) => !quantity.isZero()).length === 1
        for (const { quantity } of legs) {
          expect(quantity.isInteger() && !quantity.isNegative()).toBe(true)
          if (!alone && !quantity.isZero()) expect(quantity.gte(shape.minQuantity)).toBe(true)
        }
      }),
    )
  })
})
