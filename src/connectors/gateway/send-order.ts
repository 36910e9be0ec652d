/** Carries an approved order to the exchange exactly once, whatever happens on the way. */
import type { ApprovedOrder } from './approved-order.ts'
import { afterLookUp, afterSending, initialKnowledge, nextMove, type OrderAnswer } from './order-knowledge.ts'
import type { OrderVenue, Outcome } from './order-venue.ts'

/** Time, handed in, so that a simulation can run it. */
export interface Clock {
  now(): number
  sleepUntil(timeMs: number): Promise<void>
}

export interface SendContext {
  readonly venue: OrderVenue
  readonly clock: Clock
  /** Asked before every request that may open something: HALT must bite at once. */
  readonly mayOpen: () => boolean
  /** Told once, when an answer did not come: the report UNKNOWN. */
  readonly onUnknown: (order: ApprovedOrder) => Promise<void>
}

/**
 * Sends the order and resolves to what is to be reported. A redelivered one is looked up first. An unanswered request is
 * resolved only by asking, and the order is sent again only once the first request can no longer arrive.
 * @throws what the venue throws beyond its outcomes, LeaseLost above all: then the process must stop.
 */
export async function sendOrder(
  order: ApprovedOrder,
  redelivered: boolean,
  { venue, clock, mayOpen, onUnknown }: SendContext,
): Promise<OrderAnswer> {
  let knowledge = initialKnowledge(redelivered, clock.now())
  let told = false
  for (;;) {
    const move = nextMove(knowledge, clock.now(), order.expires_at ?? null)
    switch (move.do) {
      case 'ANSWER':
        return move.answer
      case 'WAIT':
        await clock.sleepUntil(move.untilMs)
        break
      case 'LOOK_UP': {
        const askedAt = clock.now()
        knowledge = afterLookUp(knowledge, await venue.lookUp(order), askedAt, clock.now())
        break
      }
      case 'SEND': {
        const prepared = await prepare(order, venue)
        if (prepared.kind !== 'ACCEPTED') {
          // Settings place nothing, so an unanswered one is simply repeated.
          const outcome = prepared.kind === 'UNKNOWN' ? notTaken(prepared.text) : prepared
          knowledge = afterSending(outcome, clock.now(), venue.recvWindowMs, clock.now())
          break
        }
        if (order.expires_at != null && clock.now() > order.expires_at) return { status: 'SKIPPED_STALE' }
        if (!order.reduce_only && !mayOpen()) {
          return { status: 'REJECTED', code: 'NO_OPENINGS', text: 'halted or not reconciled before it was sent' }
        }
        const signedAt = clock.now()
        const outcome = await venue.place(order)
        knowledge = afterSending(outcome, signedAt, venue.recvWindowMs, clock.now())
        if (knowledge.state === 'PERHAPS_SENT' && !told) {
          told = true
          await onUnknown(order)
        }
      }
    }
  }
}

function notTaken(text: string): Outcome {
  return { kind: 'NOT_TAKEN', text, retryAfterMs: 250 }
}

/** Margin mode and leverage matter to what opens; a reducing order must not wait for them. */
async function prepare(order: ApprovedOrder, venue: OrderVenue): Promise<Outcome> {
  return order.reduce_only ? { kind: 'ACCEPTED', exchangeOrderId: '' } : venue.prepare(order)
}
