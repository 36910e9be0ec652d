/** An exchange that tells of every request what came of it and how long it took: for metrics, and in nobody's way. */
import type { AccountReader } from './account-lane.ts'
import type { OrderVenue } from './order-venue.ts'

/** What is asked of an exchange. */
export type VenueRequest = 'PREPARE' | 'PLACE' | 'CANCEL' | 'LOOK_UP' | 'STANDING' | 'READ_SYMBOL' | 'READ_ACCOUNT'

/** Told of a request that has ended: the kind of its outcome, `ANSWERED` or `UNANSWERED` of a question, and its time, ms. Must not throw. */
export type OnRequest = (request: VenueRequest, outcome: string, durationMs: number) => void

/** The same venue; every request is told. */
export function watchedVenue(venue: OrderVenue, onRequest: OnRequest): OrderVenue {
  const watch = <T extends { readonly kind: string }>(request: VenueRequest, asked: Promise<T>): Promise<T> =>
    watched(request, asked, onRequest, ({ kind }) => kind)
  return {
    recvWindowMs: venue.recvWindowMs,
    prepare: (order) => watch('PREPARE', venue.prepare(order)),
    place: (order) => watch('PLACE', venue.place(order)),
    lookUp: (order) => watch('LOOK_UP', venue.lookUp(order)),
    cancel: (...which) => watch('CANCEL', venue.cancel(...which)),
    standing: (...which) => watch('STANDING', venue.standing(...which)),
  }
}

/** The same reader; every question is told. */
export function watchedReader(reader: AccountReader, onRequest: OnRequest): AccountReader {
  return {
    positions: () => watched('READ_ACCOUNT', reader.positions(), onRequest),
    income: (sinceMs) => watched('READ_ACCOUNT', reader.income(sinceMs), onRequest),
  }
}

/** Tells of a request when it has ended; what it resolves to or rejects with stays as it is. */
export async function watched<T>(
  request: VenueRequest,
  asked: Promise<T>,
  onRequest: OnRequest,
  outcomeOf: (answer: T) => string = () => 'ANSWERED',
): Promise<T> {
  const startMs = performance.now()
  try {
    const answer = await asked
    onRequest(request, outcomeOf(answer), performance.now() - startMs)
    return answer
  } catch (error) {
    onRequest(request, 'UNANSWERED', performance.now() - startMs)
    throw error
  }
}
