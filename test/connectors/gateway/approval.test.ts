/** Approval is a type: nothing that sends orders takes a command that nobody approved, and only `approve` approves. */
import { describe, expect, it } from 'vitest'
import { approve, isRefusal } from '../../../src/connectors/gateway/approved-order.ts'
import type { OrderVenue } from '../../../src/connectors/gateway/order-venue.ts'
import { sendOrder } from '../../../src/connectors/gateway/send-order.ts'
import type { OrderCommand } from '../../../src/records/generated.ts'
import { sourceFiles } from '../../architecture/source-file.ts'

/** Never called: the compiler is what is tested, which knows an error that is expected from one that is not there. */
const unapproved = (venue: OrderVenue, command: OrderCommand, context: Parameters<typeof sendOrder>[2]) => [
  // @ts-expect-error a command is no approved order
  venue.place(command),
  // @ts-expect-error a command is no approved order
  venue.prepare(command),
  // @ts-expect-error a command is no approved order
  venue.lookUp(command),
  // @ts-expect-error a command is no approved order
  sendOrder(command, false, context),
  // @ts-expect-error a copy loses the approval that the compiler knows nothing of
  venue.place({ ...command, side: 'BUY', type: 'MARKET' }),
]

describe('approval', () => {
  it('is asked for by the compiler wherever an order is sent', () => {
    expect(unapproved).toHaveLength(3)
  })

  it('is given in one place', () => {
    const casts = sourceFiles().filter(({ text }) => /\bas\s+ApprovedOrder\b|<ApprovedOrder>/.test(text))
    expect(casts.map(({ path }) => path)).toEqual(['connectors/gateway/approved-order.ts'])
  })

  it('opens nothing while the account may not open, and lets what reduces pass', () => {
    const entry: OrderCommand = {
      symbol: 'GALAUSDT',
      event_time: 1,
      client_order_id: 'abc',
      account: 'live',
      plan_id: 'p',
      signal_id: 's',
      leg: 'ENTRY',
      intent: 'PLACE',
      side: 'BUY',
      type: 'MARKET',
      quantity: '1',
      reduce_only: false,
      time_in_force: 'GTC',
      leverage: 5,
      margin_mode: 'ISOLATED',
      position_mode: 'ONE_WAY',
      attempt: 0,
      expires_at: 2,
    }
    const halted = { account: 'live', mayOpen: false }
    expect(approve(entry, halted)).toMatchObject({ code: 'NO_OPENINGS' })
    expect(isRefusal(approve(entry, { account: 'live', mayOpen: true }))).toBe(false)
    const exit: OrderCommand = { ...entry, leg: 'CLOSE', side: 'SELL', reduce_only: true }
    expect(isRefusal(approve(exit, halted))).toBe(false)
    // What calls itself an exit and is none opens just the same.
    expect(approve({ ...exit, reduce_only: false }, halted)).toMatchObject({ code: 'NOT_REDUCE_ONLY' })
  })
})
