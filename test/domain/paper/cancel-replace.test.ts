import { describe, expect, it } from 'vitest'
import { PaperHarness, reportsOf, STOP, statuses } from './harness.ts'

const cancel = (target: string | null) =>
  ({ intent: 'CANCEL', client_order_id: 'c1', target_client_order_id: target }) as const

describe('CANCEL', () => {
  it('reports the target CANCELED with what was filled of it', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000)
    exchange.tick(2_000, 100, { volume: 12 })
    const emissions = exchange.command(3_000, cancel('entry'))
    expect(reportsOf(emissions)).toMatchObject([
      { client_order_id: 'entry', status: 'CANCELED', filled_quantity: '3', average_price: '100' },
    ])
    expect(exchange.book?.position?.quantity).toBe('3')
  })

  it('leaves no book when nothing else is open', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000)
    exchange.command(2_000, cancel('entry'))
    expect(exchange.book).toBeUndefined()
  })

  it.each(['gone', null])('is REJECTED under its own id when the target %s is not open', (target) => {
    const exchange = new PaperHarness({ terms: null })
    expect(reportsOf(exchange.command(1_000, cancel(target)))).toMatchObject([
      { client_order_id: 'c1', status: 'REJECTED', error_code: '-2011', error: 'Unknown order sent.' },
    ])
  })
})

describe('REPLACE', () => {
  const replacement = { ...STOP, intent: 'REPLACE', client_order_id: 'stop2', target_client_order_id: 'stop' } as const

  it('puts the new order on the book before it cancels the target', () => {
    const exchange = new PaperHarness().open()
    exchange.command(3_000, STOP)
    expect(statuses(exchange.command(4_000, { ...replacement, trigger_price: '98' }))).toEqual([
      'stop2 NEW',
      'stop CANCELED',
    ])
    expect(exchange.book?.orders.map(({ clientOrderId, price }) => [clientOrderId, price])).toEqual([['stop2', '98']])
  })

  it('places the new order although the target is gone', () => {
    const exchange = new PaperHarness().open()
    expect(statuses(exchange.command(4_000, replacement))).toEqual(['stop2 NEW'])
  })

  it.each([
    ['the new one is refused', { trigger_price: '98.001' }],
    ['the new one has the id of the target', { client_order_id: 'stop' }],
    ['the target is not named', { target_client_order_id: null }],
  ])('leaves the target when %s', (_name, wrong) => {
    const exchange = new PaperHarness().open()
    exchange.command(3_000, STOP)
    const before = exchange.book
    expect(reportsOf(exchange.command(4_000, { ...replacement, ...wrong }))).toMatchObject([{ status: 'REJECTED' }])
    expect(exchange.book).toBe(before)
  })
})
