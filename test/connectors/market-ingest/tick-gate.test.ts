/** The gate: which readings become ticks, and why the others do not. */
import { describe, expect, it } from 'vitest'
import type { Reading } from '../../../src/connectors/market-ingest/reading.ts'
import { type GateState, judgeReading } from '../../../src/connectors/market-ingest/tick-gate.ts'

const NOW = 1_764_547_200_000

function reading(changes: Partial<Reading> = {}): Reading {
  return {
    eventTime: NOW,
    price: 100,
    bid: 99.9,
    ask: 100.1,
    markPrice: null,
    high24h: 110,
    low24h: 90,
    change24hPct: 1,
    volume24h: 1_000,
    lastTradeId: '7',
    ...changes,
  }
}

const known: GateState = { last: reading(), suspect: null }
const judge = (state: GateState | undefined, changes: Partial<Reading>) => judgeReading(state, reading(changes), NOW)
const outcome = (changes: Partial<Reading>, state: GateState | undefined = known) => {
  const judged = judge(state, changes)
  return judged.kind === 'moved' ? 'moved' : judged.refusal
}

describe('judgeReading', () => {
  it.each([
    ['another trade', { lastTradeId: '8' }, 'moved'],
    ['the same trade under a later time', { eventTime: NOW + 2_000 }, 'UNMOVED'],
    ['the same trade with a volume that rolled out of the window', { volume24h: 900 }, 'UNMOVED'],
    ['a price of zero', { price: 0, lastTradeId: '8' }, 'BAD_PRICE'],
    ['a negative price', { price: -1, lastTradeId: '8' }, 'BAD_PRICE'],
    ['no price', { price: Number.NaN, lastTradeId: '8' }, 'BAD_PRICE'],
    ['a negative bid', { bid: -1, lastTradeId: '8' }, 'BAD_PRICE'],
    ['an empty side of the book', { ask: 0, lastTradeId: '8' }, 'moved'],
    ['a bid above the ask', { bid: 100.2, lastTradeId: '8' }, 'CROSSED_BOOK'],
    ['no time', { eventTime: Number.NaN, lastTradeId: '8' }, 'BAD_TIME'],
    ['a time before the last one', { eventTime: NOW - 1, lastTradeId: '8' }, 'TIME_BACKWARDS'],
    ['a time from the future', { eventTime: NOW + 6_000, lastTradeId: '8' }, 'FUTURE_TIME'],
    ['a jump', { price: 130, bid: null, ask: null, lastTradeId: '8' }, 'PRICE_JUMP'],
  ] as const)('%s: %s → %s', (_, changes, expected) => {
    expect(outcome(changes)).toBe(expected)
  })

  it('takes the first reading only to compare with, for nobody knows how old its trade is', () => {
    expect(judgeReading(undefined, reading(), NOW)).toEqual({ kind: 'refused', refusal: 'BASELINE', state: known })
  })

  it('goes by price, book and growing volume where the venue names no trades', () => {
    const silent: GateState = { last: reading({ lastTradeId: null }), suspect: null }
    const without = (changes: Partial<Reading>) => outcome({ lastTradeId: null, ...changes }, silent)
    expect(without({ eventTime: NOW + 1 })).toBe('UNMOVED')
    expect(without({ volume24h: 999 })).toBe('UNMOVED')
    expect([without({ volume24h: 1_001 }), without({ bid: 99.8 }), without({ price: 101 })]).toEqual(
      Array(3).fill('moved'),
    )
  })

  it('believes a jump when a second trade confirms it, and forgets it when none does', () => {
    const jump = { price: 130, bid: null, ask: null, lastTradeId: '8' }
    const { state } = judge(known, jump)
    expect(outcome(jump, state)).toBe('PRICE_JUMP')
    expect(outcome({ ...jump, price: 131, lastTradeId: '9' }, state)).toBe('moved')
    expect(outcome({ lastTradeId: '9' }, state)).toBe('moved')
  })

  it('gives the volume since the last tick, never a negative one', () => {
    expect(judge(known, { lastTradeId: '8', volume24h: 1_005 })).toMatchObject({ volume: 5 })
    expect(judge(known, { lastTradeId: '8', volume24h: 990 })).toMatchObject({ volume: 0 })
  })
})
