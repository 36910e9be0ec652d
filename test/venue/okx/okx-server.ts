/** OKX v5 on a socket: what anybody is told of USDT swaps. It takes no orders. */
import type { VenueOptions } from '../engine/books.ts'
import { VenueRefusal } from '../engine/errors.ts'
import type { Venue } from '../engine/venue.ts'
import type { Fault } from '../faults.ts'
import type { HttpRequest, VenueAnswer } from '../http/door.ts'
import { clockedVenue, type MarketServer, openExchange } from '../market-server.ts'
import { OkxStreams } from './okx-streams.ts'
import { OKX_ROUTES } from './routes.ts'

/** Starts an OKX on a free port. */
export async function startOkx(options: Partial<VenueOptions> = {}): Promise<MarketServer<OkxStreams>> {
  const clocked = clockedVenue(options)
  const counter = {
    answer: (request: HttpRequest) => answer(clocked.venue, request),
    refused,
    broken: () => says(503, '50001', 'Service temporarily unavailable. Please try again later.'),
  }
  return openExchange(clocked, { counter, streams: (http) => new OkxStreams(http, clocked.venue) })
}

function answer(venue: Venue, { method, url }: HttpRequest): VenueAnswer {
  const { pathname, searchParams } = new URL(url, 'http://venue')
  const route = OKX_ROUTES[`${method} ${pathname}`]
  if (route === undefined) return says(404, '404', 'Not Found')
  try {
    return { status: 200, json: { code: '0', msg: '', data: route(venue, Object.fromEntries(searchParams)) } }
  } catch (error) {
    if (!(error instanceof VenueRefusal)) throw error
    return says(200, '51001', "Instrument ID, Instrument ID code, or Spread ID doesn't exist.")
  }
}

function refused(fault: Fault): VenueAnswer | undefined {
  if (fault.kind === 'refuse') return says(200, '50011', 'Requests too frequent.')
  if (fault.kind !== 'status') return undefined
  const { status, retryAfterSeconds } = fault
  const code = status === 429 ? '50011' : '50001'
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
  return { ...says(status, code, status === 429 ? 'Requests too frequent.' : 'Service unavailable.'), headers }
}

function says(status: number, code: string, msg: string): VenueAnswer {
  return { status, json: { code, msg, data: [] } }
}
