import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decimal, decimal, ZERO } from '../../../src/domain/decimal.ts'
import type { ExecutionReport, OrderCommand } from '../../../src/records/generated.ts'
import { type Call, lives } from './actions.ts'
import { eventsOf, reportsOf, TERMS } from './harness.ts'

const TERMINAL = new Set(['FILLED', 'CANCELED', 'REJECTED', 'EXPIRED', 'SKIPPED_STALE'])

interface Fill {
  /** Signed, base units. */
  readonly quantity: Decimal
  readonly price: Decimal
  /** Fee paid, quote units. */
  readonly fee: Decimal
  readonly atMs: number
  /** The order, undefined for a liquidation. */
  readonly command: OrderCommand | undefined
}

const ordersOf = (calls: readonly Call[]): ReadonlyMap<string, OrderCommand> =>
  new Map(
    calls.flatMap(({ command }) =>
      command && command.intent !== 'CANCEL' ? [[command.client_order_id, command]] : [],
    ),
  )

const signed = (side: string | null | undefined, quantity: string | null | undefined) =>
  decimal(quantity ?? 0).times(side === 'BUY' ? 1 : -1)

/** The fills in the order they happened, liquidations among them. */
function fillsOf(calls: readonly Call[]): readonly Fill[] {
  const orders = ordersOf(calls)
  return calls.flatMap(({ emissions, atMs }) =>
    emissions.flatMap(({ sink, value }): Fill[] => {
      if (sink === 'event') {
        if (value.kind !== 'LIQUIDATION') return []
        const quantity = signed(value.side, value.quantity)
        const fee = decimal(value.amount).negated()
        return [{ quantity, price: decimal(value.price ?? 0), fee, atMs, command: undefined }]
      }
      if (value.trade_id == null) return []
      const command = orders.get(value.client_order_id)
      const quantity = signed(command?.side, value.last_quantity)
      return [{ quantity, price: decimal(value.last_price ?? 0), fee: decimal(value.fee ?? 0), atMs, command }]
    }),
  )
}

function reportsById(calls: readonly Call[]): ReadonlyMap<string, readonly ExecutionReport[]> {
  const byId = new Map<string, ExecutionReport[]>()
  for (const report of calls.flatMap(({ emissions }) => reportsOf(emissions))) {
    byId.set(report.client_order_id, [...(byId.get(report.client_order_id) ?? []), report])
  }
  return byId
}

const positionOf = ({ after }: Call): Decimal => {
  const position = after?.position ?? null
  return position === null ? ZERO : signed(position.side === 'LONG' ? 'BUY' : 'SELL', position.quantity)
}

const sum = (values: readonly Decimal[]): Decimal => values.reduce((total, value) => total.plus(value), ZERO)

const holds = (claim: (calls: readonly Call[]) => void) => fc.assert(fc.property(lives, claim), { numRuns: 300 })

describe('whatever is commanded and however the market moves', () => {
  it('the position is the sum of the fills', () =>
    holds((calls) => {
      calls.forEach((call, index) => {
        const filled = sum(fillsOf(calls.slice(0, index + 1)).map(({ quantity }) => quantity))
        expect(positionOf(call).toFixed()).toBe(filled.toFixed())
      })
    }))

  it('a reduce-only order only ever brings the position nearer to zero', () =>
    holds((calls) => {
      let position = ZERO
      for (const { quantity, command } of fillsOf(calls)) {
        const after = position.plus(quantity)
        if (command === undefined || command.reduce_only) {
          expect(after.abs().lt(position.abs())).toBe(true)
          expect(after.times(position).gte(0)).toBe(true)
        }
        position = after
      }
    }))

  it('no order fills before a tick after its command, nor an entry after its time', () =>
    holds((calls) => {
      for (const { command, atMs } of fillsOf(calls)) {
        if (command === undefined) continue
        expect(atMs).toBeGreaterThan(command.event_time)
        if (command.leg === 'ENTRY') expect(atMs).toBeLessThanOrEqual(command.expires_at ?? Number.POSITIVE_INFINITY)
      }
    }))

  it('an order has at most one terminal report, nothing after it, and is open exactly until then', () =>
    holds((calls) => {
      const open = new Set(calls.at(-1)?.after?.orders.map(({ clientOrderId }) => clientOrderId))
      for (const [id, reports] of reportsById(calls)) {
        const ended = reports.findIndex(({ status }) => TERMINAL.has(status))
        expect(ended === -1 || ended === reports.length - 1).toBe(true)
        expect(open.has(id)).toBe(ended === -1)
      }
    }))

  it('every command is answered', () =>
    holds((calls) => {
      for (const { command, emissions } of calls) if (command) expect(reportsOf(emissions).length).toBeGreaterThan(0)
    }))

  it('an order fills no more than its quantity, and its reports add up', () =>
    holds((calls) => {
      const orders = ordersOf(calls)
      for (const [id, reports] of reportsById(calls)) {
        const fills = reports.filter(({ trade_id: tradeId }) => tradeId != null)
        const total = sum(fills.map(({ last_quantity: quantity }) => decimal(quantity ?? 0)))
        expect(reports.at(-1)?.filled_quantity).toBe(total.toFixed())
        expect(total.lte(orders.get(id)?.quantity ?? 0)).toBe(true)
        expect(fills.map(({ trade_id: tradeId }) => tradeId)).toEqual(fills.map((_, index) => `${id}-${index + 1}`))
      }
    }))

  it('a tick gives no more than its share of the volume, and only what it could', () =>
    holds((calls) => {
      for (const { tick, emissions } of calls) {
        const filled = sum(reportsOf(emissions).map(({ last_quantity: quantity }) => decimal(quantity ?? 0)))
        expect(filled.lte(decimal(tick?.volume ?? 0).times(0.25))).toBe(true)
      }
    }))

  it('a replacement never leaves none where there was one', () =>
    holds((calls) => {
      for (const { command, before, after } of calls) {
        if (command?.intent !== 'REPLACE') continue
        const ids = (book: Call['after']) => book?.orders.map(({ clientOrderId }) => clientOrderId) ?? []
        const target = command.target_client_order_id ?? ''
        if (!ids(before).includes(target)) continue
        const left = ids(after).filter((id) => id === target || id === command.client_order_id)
        expect(left).toHaveLength(1)
      }
    }))

  it('an empty book is no book', () =>
    holds((calls) => {
      for (const { after } of calls) if (after) expect(after.orders.length > 0 || after.position !== null).toBe(true)
    }))
})

describe('money is conserved', () => {
  it('every fee is the notional at the maker or taker rate, exactly', () =>
    holds((calls) => {
      for (const report of calls.flatMap(({ emissions }) => reportsOf(emissions))) {
        if (report.trade_id == null) continue
        const feeBps = report.liquidity === 'MAKER' ? TERMS.maker_fee_bps : TERMS.taker_fee_bps
        const notional = decimal(report.last_price ?? 0).times(report.last_quantity ?? 0)
        expect(report.fee).toBe(notional.times(feeBps).div(10_000).toFixed())
      }
    }))

  it('profit by average entry price equals the cash that went in and out', () =>
    holds((calls) => {
      const fills = fillsOf(calls)
      const cash = sum(fills.map(({ quantity, price }) => quantity.times(price).negated()))
      let position = ZERO
      let entry = ZERO
      let realized = ZERO
      for (const { quantity, price } of fills) {
        const after = position.plus(quantity)
        const closes = position.times(quantity).lt(0)
        if (closes) {
          const closed = position.abs().lt(quantity.abs()) ? position : quantity.negated()
          realized = realized.plus(price.minus(entry).times(closed))
          if (after.times(position).lt(0)) entry = price
        } else {
          entry = position.times(entry).plus(quantity.times(price)).div(after)
        }
        position = after
      }
      const difference = realized.minus(cash).minus(position.times(entry))
      expect(difference.abs().lt('1e-12')).toBe(true)
      const held = calls.at(-1)?.after?.position ?? null
      if (held !== null) expect(decimal(held.entryPrice).minus(entry).abs().lt('1e-12')).toBe(true)
    }))

  it('a liquidation costs the isolated margin at most, and funding is paid once per time', () =>
    holds((calls) => {
      const ids = calls.flatMap(({ emissions }) => eventsOf(emissions).map(({ venue_event_id: id }) => id))
      expect(new Set(ids).size).toBe(ids.length)
      for (const { before, emissions } of calls) {
        const [event, ...more] = eventsOf(emissions)
        const position = before?.position ?? null
        if (event?.kind !== 'LIQUIDATION' || more.length > 0 || position === null) continue
        const move = decimal(event.price ?? 0).minus(position.entryPrice)
        const pnl = move.times(position.quantity).times(position.side === 'LONG' ? 1 : -1)
        expect(pnl.plus(event.amount).plus(position.margin).gte('-1e-12')).toBe(true)
      }
    }))
})
