/** Bybit v5 on a socket: what anybody is told of linear perpetuals. It takes no orders. */
import type { VenueOptions } from '../engine/books.ts'
import { VenueRefusal } from '../engine/errors.ts'
import type { Venue } from '../engine/venue.ts'
import type { Fault } from '../faults.ts'
import type { HttpRequest, VenueAnswer } from '../http/door.ts'
import { clockedVenue, type MarketServer, openExchange } from '../market-server.ts'
import { BybitStreams } from './bybit-streams.ts'
import { BYBIT_ROUTES } from './routes.ts'

/** Starts a Bybit on a free port. */
export async function startBybit(options: Partial<VenueOptions> = {}): Promise<MarketServer<BybitStreams>> {
  const clocked = clockedVenue(options)
  const counter = {
    answer: (request: HttpRequest) => answer(clocked.venue, request),
    refused,
    broken: () => ({ status: 502, json: 'Bad Gateway' }),
  }
  return openExchange(clocked, { counter, streams: (http) => new BybitStreams(http, clocked.venue) })
}

function answer(venue: Venue, { method, url }: HttpRequest): VenueAnswer {
  const { pathname, searchParams } = new URL(url, 'http://venue')
  const route = BYBIT_ROUTES[`${method} ${pathname}`]
  if (route === undefined) return { status: 404, json: 'Not Found' }
  const envelope = { retExtInfo: {}, time: venue.now() }
  try {
    const result = route(venue, Object.fromEntries(searchParams))
    return { status: 200, json: { retCode: 0, retMsg: 'OK', result, ...envelope } }
  } catch (error) {
    if (!(error instanceof VenueRefusal)) throw error
    return { status: 200, json: { retCode: 10001, retMsg: `params error: ${error.message}`, result: {}, ...envelope } }
  }
}

/** Too many requests are refused with a code of Bybit's own under status 200, or by its edge with 403 or 429. */
function refused(fault: Fault): VenueAnswer | undefined {
  if (fault.kind === 'refuse') {
    return {
      status: 200,
      json: { retCode: 10006, retMsg: 'Too many visits. Exceeded the API Rate Limit.', result: {} },
    }
  }
  if (fault.kind !== 'status') return undefined
  const headers: Record<string, string> =
    fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) }
  return { status: fault.status, json: '', headers }
}
