/** What is known of one order command, and what that allows next. Pure: the shell only carries out the moves. */
import type { LookUp, Outcome } from './order-venue.ts'

/** Lookups before this long after a request could last arrive prove nothing, ms: clocks differ, reads lag writes. */
export const ARRIVAL_GUARD_MS = 500

/**
 * - FRESH: on the log, and nobody can have sent it yet.
 * - PERHAPS_SENT: a request may exist that arrives until `arrivesUntil` (Unix ms); only asking can tell.
 * - ENDED: the answer to report.
 */
export type OrderKnowledge =
  | { readonly state: 'FRESH'; readonly notBefore: number }
  | { readonly state: 'PERHAPS_SENT'; readonly arrivesUntil: number; readonly askAt: number; readonly asked: number }
  | { readonly state: 'ENDED'; readonly answer: OrderAnswer }

export type OrderAnswer =
  | { readonly status: 'NEW'; readonly exchangeOrderId: string }
  | { readonly status: 'REJECTED'; readonly code: string; readonly text: string }
  | { readonly status: 'SKIPPED_STALE' }

export type Move =
  | { readonly do: 'WAIT'; readonly untilMs: number }
  | { readonly do: 'SEND' }
  | { readonly do: 'LOOK_UP' }
  | { readonly do: 'ANSWER'; readonly answer: OrderAnswer }

const ASK_EVERY_MS = 250
const DUPLICATE_ID = '-4116'

/** A command that is delivered for the first time is fresh; one delivered again must be looked up before it is sent. */
export function initialKnowledge(redelivered: boolean, nowMs: number): OrderKnowledge {
  if (!redelivered) return { state: 'FRESH', notBefore: nowMs }
  // Whoever sent it before has lost the lease, and its requests have ended: absent means it never arrived.
  return { state: 'PERHAPS_SENT', arrivesUntil: nowMs, askAt: nowMs, asked: 0 }
}

/** The next move. An order that expired unsent is never sent; one that was perhaps sent is asked about first. */
export function nextMove(knowledge: OrderKnowledge, nowMs: number, expiresAt: number | null): Move {
  switch (knowledge.state) {
    case 'ENDED':
      return { do: 'ANSWER', answer: knowledge.answer }
    case 'PERHAPS_SENT':
      return nowMs < knowledge.askAt ? { do: 'WAIT', untilMs: knowledge.askAt } : { do: 'LOOK_UP' }
    case 'FRESH':
      if (expiresAt !== null && nowMs > expiresAt) return { do: 'ANSWER', answer: { status: 'SKIPPED_STALE' } }
      return nowMs < knowledge.notBefore ? { do: 'WAIT', untilMs: knowledge.notBefore } : { do: 'SEND' }
  }
}

/** What a request signed at `signedAt` and answered at `nowMs` teaches. */
export function afterSending(outcome: Outcome, signedAt: number, recvWindowMs: number, nowMs: number): OrderKnowledge {
  switch (outcome.kind) {
    case 'ACCEPTED':
      return { state: 'ENDED', answer: { status: 'NEW', exchangeOrderId: outcome.exchangeOrderId } }
    case 'NOT_TAKEN':
      return { state: 'FRESH', notBefore: nowMs + outcome.retryAfterMs }
    case 'REJECTED':
      // A duplicate is this very order: ids are deterministic.
      if (outcome.code === DUPLICATE_ID) return perhapsSent(signedAt, recvWindowMs, nowMs)
      return { state: 'ENDED', answer: { status: 'REJECTED', code: outcome.code, text: outcome.text } }
    case 'UNKNOWN':
      return perhapsSent(signedAt, recvWindowMs, nowMs)
  }
}

/** What a question asked at `askedAt` teaches: absence counts only when no request can arrive any more. */
export function afterLookUp(knowledge: OrderKnowledge, found: LookUp, askedAt: number, nowMs: number): OrderKnowledge {
  if (knowledge.state !== 'PERHAPS_SENT') return knowledge
  if (found.kind === 'FOUND') {
    return { state: 'ENDED', answer: { status: 'NEW', exchangeOrderId: found.exchangeOrderId } }
  }
  if (found.kind === 'ABSENT' && askedAt >= knowledge.arrivesUntil) return { state: 'FRESH', notBefore: nowMs }
  return { ...knowledge, askAt: nowMs + ASK_EVERY_MS, asked: knowledge.asked + 1 }
}

function perhapsSent(signedAt: number, recvWindowMs: number, nowMs: number): OrderKnowledge {
  return { state: 'PERHAPS_SENT', arrivesUntil: signedAt + recvWindowMs + ARRIVAL_GUARD_MS, askAt: nowMs, asked: 0 }
}
