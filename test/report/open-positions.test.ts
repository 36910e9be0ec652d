import { describe, expect, it } from 'vitest'
import { lastPrices } from '../../src/report/last-prices.ts'
import { openPositions } from '../../src/report/open-positions.ts'
import { positionLedger } from '../../src/report/position-ledger.ts'
import { topics } from '../../src/topics.ts'
import { held, readerOf, START } from './fixtures.ts'
import { tick, update } from './records.ts'

describe('lastPrices', () => {
  it('takes the last traded tick, by its mark where it has one', () => {
    const ticks = [tick('A', 1), tick('B', 5), tick('A', 2, { mark_price: 2.5 }), tick('A', 9, { role: 'REFERENCE' })]
    const prices = lastPrices(readerOf(START, held(topics.marketTick, ...ticks)), ['A', 'B', 'C'])
    expect([...prices]).toEqual(
      [
        ['B', 5],
        ['A', 2.5],
      ].sort(),
    )
  })

  it('goes back as far as it takes, and over unreadable ticks', () => {
    const later = Array.from({ length: 5000 }, () => tick('B', 5))
    const reader = readerOf(START, held(topics.marketTick, tick('A', 1), null, ...later))
    expect(lastPrices(reader, ['A', 'B'])).toEqual(
      new Map([
        ['A', 1],
        ['B', 5],
      ]),
    )
    expect(lastPrices(reader, [])).toEqual(new Map())
  })
})

describe('openPositions', () => {
  const { holdings } = positionLedger([
    update({ side: 'SHORT', quantity: '4' }),
    update({ position_id: 'position.2', symbol: 'ZUSDT' }),
  ])

  it('values what is open in its direction, on its margin', () => {
    const [short] = openPositions(holdings, new Map([['AUSDT', 97.5]]))
    expect(short).toEqual({
      symbol: 'AUSDT',
      side: 'SHORT',
      quantity: '4',
      averageEntry: '100',
      leverage: 10,
      margin: '100',
      mark: 97.5,
      unrealisedPnl: '10',
      unrealisedRatio: 0.1,
      openedAt: START,
    })
  })

  it('says that a market without a price has none', () => {
    expect(openPositions(holdings, new Map())[1]).toMatchObject({ symbol: 'ZUSDT', mark: null, unrealisedPnl: '0' })
  })
})
