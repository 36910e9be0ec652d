import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, isComplete, isLive, type Order } from '../../../src/domain/execution/order.ts'
import type { OrderStatus } from '../../../src/records/generated.ts'

const SENT: Order = {
  clientOrderId: 'a',
  leg: 'STOP',
  phase: 'SENT',
  unresolved: false,
  quantity: '10',
  price: '9.8',
  filled: { quantity: '0', value: '0' },
  reported: '0',
  summarised: '0',
  tradeIds: [],
  exitCause: 'STOP_LOSS',
  replaces: null,
  cancelling: false,
  error: null,
}
const STATUSES: readonly OrderStatus[] = [
  'NEW',
  'PARTIALLY_FILLED',
  'FILLED',
  'CANCELED',
  'REJECTED',
  'EXPIRED',
  'SKIPPED_STALE',
  'UNKNOWN',
]
const ENDS: readonly OrderStatus[] = ['FILLED', 'CANCELED', 'REJECTED', 'EXPIRED', 'SKIPPED_STALE']

describe('order lifecycle', () => {
  it.each([
    ['NEW', 'PARTIALLY_FILLED', 'PARTIALLY_FILLED'],
    ['NEW', 'CANCELED', 'CANCELED'],
    ['NEW', 'REJECTED', 'REJECTED'],
    ['NEW', 'SKIPPED_STALE', 'NEW'],
    ['PARTIALLY_FILLED', 'FILLED', 'FILLED'],
    ['PARTIALLY_FILLED', 'NEW', 'PARTIALLY_FILLED'],
    ['PARTIALLY_FILLED', 'REJECTED', 'PARTIALLY_FILLED'],
    ['FILLED', 'PARTIALLY_FILLED', 'FILLED'],
    ['FILLED', 'CANCELED', 'FILLED'],
  ] as const)('%s, then reported %s, is %s', (first, second, phase) => {
    expect(advance(advance(SENT, first), second).phase).toBe(phase)
  })

  it('remembers UNKNOWN without moving, until something is heard', () => {
    const unknown = advance(SENT, 'UNKNOWN')
    expect(unknown).toEqual({ ...SENT, unresolved: true })
    expect(advance(unknown, 'NEW')).toEqual({ ...SENT, phase: 'NEW' })
  })

  it('never leaves an end, whatever is reported', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ENDS), fc.array(fc.constantFrom(...STATUSES)), (end, reports) => {
        const ended = advance(SENT, end)
        expect(isLive(ended)).toBe(false)
        expect(reports.reduce(advance, ended)).toBe(ended)
      }),
    )
  })

  it('is complete only when every reported fill is booked', () => {
    const filled = { ...SENT, phase: 'FILLED' as const, reported: '10' }
    expect(isComplete(filled)).toBe(false)
    expect(isComplete({ ...filled, filled: { quantity: '10', value: '98' } })).toBe(true)
  })
})
