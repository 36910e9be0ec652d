import { describe, expect, it } from 'vitest'
import type { Instrument, OrderCommand } from '../../../src/records/generated.ts'
import { PaperHarness, reportsOf, STOP } from './harness.ts'

const LIMIT: Partial<OrderCommand> = { type: 'LIMIT', price: '100' }

describe('an order that passes every filter', () => {
  it('is NEW at the exchange, traced to its signal, and on the book', () => {
    const exchange = new PaperHarness()
    const [emission] = exchange.command(1_000)
    expect(emission?.traceId).toBe('signal')
    expect(emission?.value).toMatchObject({
      symbol: 'OPUSDT',
      account: 'paper',
      client_order_id: 'entry',
      exchange_order_id: 'Pentry',
      status: 'NEW',
      filled_quantity: '0',
      event_time: 1_000,
      venue_time: 1_000,
    })
    expect(exchange.book?.orders.map(({ clientOrderId }) => clientOrderId)).toEqual(['entry'])
  })

  it('keeps a book that survives JSON', () => {
    const exchange = new PaperHarness().open()
    exchange.command(3_000, STOP)
    expect(JSON.parse(JSON.stringify(exchange.book))).toEqual(exchange.book)
  })
})

interface Refusal {
  readonly code: string
  readonly text: string
  readonly command: Partial<OrderCommand>
  readonly terms?: Partial<Instrument> | null
}

const mandatory = (name: string) => `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`

const REFUSALS: Record<string, Refusal> = {
  'no instrument': { code: '-1121', text: 'Invalid symbol.', command: {}, terms: null },
  'an opening where only exits are taken': {
    code: '-4140',
    text: 'Invalid symbol status for opening position.',
    command: {},
    terms: { status: 'DELISTED' },
  },
  'a suspended instrument': { code: '-4141', text: 'Symbol is closed.', command: {}, terms: { status: 'SUSPENDED' } },
  'an unknown status': { code: '-4141', text: 'Symbol is closed.', command: {}, terms: { status: 'UNKNOWN' } },
  'an unknown intent': { code: '-1020', text: 'This operation is not supported.', command: { intent: 'UNKNOWN' } },
  'an unknown side': { code: '-1117', text: 'Invalid side.', command: { side: 'UNKNOWN' } },
  'an unknown type': { code: '-1116', text: 'Invalid orderType.', command: { type: 'UNKNOWN' } },
  'an unknown leg': { code: '-1130', text: "Data sent for parameter 'leg' is not valid.", command: { leg: 'UNKNOWN' } },
  'an unknown time in force': {
    code: '-1115',
    text: 'Invalid timeInForce.',
    command: { time_in_force: 'UNKNOWN' },
  },
  'a post-only market order': { code: '-1115', text: 'Invalid timeInForce.', command: { time_in_force: 'GTX' } },
  'cross margin': {
    code: '-1130',
    text: "Data sent for parameter 'margin_mode' is not valid.",
    command: { margin_mode: 'CROSS' },
  },
  'hedge mode': {
    code: '-4061',
    text: "Order's position side does not match user's setting.",
    command: { position_mode: 'HEDGE' },
  },
  'an unknown trigger price': {
    code: '-4031',
    text: 'Invalid parameter working type.',
    command: { type: 'STOP_MARKET', trigger_price: '100', trigger_by: 'UNKNOWN' },
  },
  'a limit order without price': { code: '-1102', text: mandatory('price'), command: { type: 'LIMIT' } },
  'a stop without trigger': { code: '-1102', text: mandatory('stopPrice'), command: { type: 'STOP_MARKET' } },
  'a price that is no number': { code: '-1102', text: mandatory('price'), command: { ...LIMIT, price: 'NaN' } },
  'a negative price': { code: '-4001', text: 'Price less than 0.', command: { ...LIMIT, price: '-1' } },
  'a trigger at zero': {
    code: '-4006',
    text: 'Stop price less than zero.',
    command: { type: 'STOP_MARKET', trigger_price: '0' },
  },
  'a price off the tick': {
    code: '-4014',
    text: 'Price not increased by tick size.',
    command: { ...LIMIT, price: '100.005' },
  },
  'a trigger off the tick': {
    code: '-4014',
    text: 'Price not increased by tick size.',
    command: { type: 'STOP_MARKET', trigger_price: '100.005' },
  },
  'a quantity that is no number': { code: '-1102', text: mandatory('quantity'), command: { quantity: '1e3' } },
  'no quantity': { code: '-4003', text: 'Quantity less than or equal to zero.', command: { quantity: '0' } },
  'a quantity off the step': {
    code: '-1111',
    text: 'Precision is over the maximum defined for this asset.',
    command: { quantity: '1.05' },
  },
  'a quantity below the minimum': {
    code: '-4004',
    text: 'Quantity less than min quantity.',
    command: { quantity: '0.1' },
    terms: { min_quantity: '0.2' },
  },
  'reduce-only without a position': {
    code: '-2022',
    text: 'ReduceOnly Order is rejected.',
    command: { side: 'SELL', reduce_only: true },
  },
  'an opening without leverage': { code: '-1102', text: mandatory('leverage'), command: { leverage: null } },
  'a fraction of a leverage': { code: '-4028', text: 'Leverage 7.5 is not valid.', command: { leverage: 7.5 } },
  'leverage above the instrument': { code: '-4028', text: 'Leverage 51 is not valid.', command: { leverage: 51 } },
  'leverage above the bracket of the notional': {
    code: '-4028',
    text: 'Leverage 25 is not valid.',
    command: { ...LIMIT, quantity: '100.1', leverage: 25 },
  },
  'a notional beyond the last bracket': {
    code: '-2027',
    text: 'Exceeded the maximum allowable position at current leverage.',
    command: { ...LIMIT, quantity: '1000.1' },
  },
  'a notional below the minimum': {
    code: '-4164',
    text: "Order's notional must be no smaller than 5 (unless you choose reduce only).",
    command: { ...LIMIT, price: '49.99', quantity: '0.1' },
  },
}

describe('an order is REJECTED with the code and text of Binance', () => {
  it.each(Object.entries(REFUSALS))('%s', (_name, { code, text, command, terms = {} }) => {
    const exchange = new PaperHarness({ terms })
    const reports = reportsOf(exchange.command(1_000, command))
    expect(reports).toHaveLength(1)
    expect(reports[0]).toMatchObject({ status: 'REJECTED', error_code: code, error: text, filled_quantity: '0' })
    expect(reports[0]?.exchange_order_id).toBeUndefined()
    expect(exchange.book).toBeUndefined()
  })

  it('a client order id that is open already', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000)
    const [report] = reportsOf(exchange.command(1_001))
    expect(report).toMatchObject({ status: 'REJECTED', error_code: '-4116', error: 'ClientOrderId is duplicated.' })
    expect(exchange.book?.orders).toHaveLength(1)
  })

  it('reduce-only on the side of the position', () => {
    const exchange = new PaperHarness().open('SELL')
    expect(reportsOf(exchange.command(3_000, STOP))[0]).toMatchObject({ status: 'REJECTED', error_code: '-2022' })
  })

  it('less leverage than the open position has', () => {
    const exchange = new PaperHarness().open()
    const [report] = reportsOf(exchange.command(3_000, { client_order_id: 'more', leverage: 5 }))
    expect(report).toMatchObject({ status: 'REJECTED', error_code: '-4161' })
  })

  it('leverage above the bracket that the position would reach', () => {
    const exchange = new PaperHarness().open('BUY', { quantity: '60', leverage: 25 })
    const [report] = reportsOf(
      exchange.command(3_000, { ...LIMIT, client_order_id: 'b', quantity: '60', leverage: 25 }),
    )
    expect(report).toMatchObject({ status: 'REJECTED', error_code: '-4028' })
  })
})

describe('what exits are spared', () => {
  it('the minimum notional', () => {
    const exchange = new PaperHarness().open()
    exchange.terms = { ...exchange.terms!, min_notional: '5000' }
    expect(reportsOf(exchange.command(3_000, STOP))[0]?.status).toBe('NEW')
  })

  it('the minimum quantity, when they close the whole position', () => {
    const exchange = new PaperHarness().open('BUY', { quantity: '0.1' })
    exchange.terms = { ...exchange.terms!, min_quantity: '1' }
    expect(reportsOf(exchange.command(3_000, { ...STOP, quantity: '0.1' }))[0]?.status).toBe('NEW')
  })

  it('a delisted instrument', () => {
    const exchange = new PaperHarness().open()
    exchange.terms = { ...exchange.terms!, status: 'DELISTED' }
    expect(reportsOf(exchange.command(3_000, STOP))[0]?.status).toBe('NEW')
  })
})

describe('filters that need a price meet a MARKET order at its first tick', () => {
  it.each([
    ['-4164', { quantity: '0.1' }, 40],
    ['-4028', { quantity: '60', leverage: 50 }, 200],
  ] as const)('%s', (code, command, price) => {
    const exchange = new PaperHarness()
    expect(reportsOf(exchange.command(1_000, command))[0]?.status).toBe('NEW')
    expect(reportsOf(exchange.tick(2_000, price))).toMatchObject([{ status: 'REJECTED', error_code: code }])
    expect(exchange.book).toBeUndefined()
  })
})
