/** Binance USDⓈ-M on a socket: HTTP and websocket on 127.0.0.1, with faults on demand and a clock that can be wrong. */
import type { VenueOptions } from './engine/books.ts'
import { REFUSALS } from './engine/errors.ts'
import type { Fault } from './faults.ts'
import { type Credentials, Desk } from './http/desk.ts'
import type { Counter, VenueAnswer } from './http/door.ts'
import { Streams } from './http/streams.ts'
import { clockedVenue, type MarketServer, openExchange } from './market-server.ts'

export interface VenueServer extends MarketServer<Streams> {
  readonly desk: Desk
  /** ccxt's `urls.api` for `binanceusdm`, so that it talks to this server and to nothing else. */
  readonly urls: VenueUrls
}

export type VenueUrls = Readonly<Record<string, string | Readonly<Record<string, string>>>>

export const TEST_CREDENTIALS: Credentials = { apiKey: 'venue-test-key', secret: 'venue-test-secret' }

/** Starts a venue on a free port. */
export async function startVenue(
  options: Partial<VenueOptions> = {},
  credentials: Credentials = TEST_CREDENTIALS,
): Promise<VenueServer> {
  const clocked = clockedVenue(options)
  const desk = new Desk(clocked.venue, credentials)
  const counter: Counter = {
    answer: ({ headers, ...asked }) => {
      const apiKey = headers['x-mbx-apikey']
      return desk.answer(typeof apiKey === 'string' ? { ...asked, apiKey } : asked)
    },
    refused: refusedBy,
    broken: brokenAnswer,
  }
  const server = await openExchange(clocked, { counter, streams: (http) => new Streams(http, desk) })
  return { ...server, desk, urls: venueUrls(`127.0.0.1:${server.port}`) }
}

/** The addresses ccxt uses for USDⓈ-M, all of them on one host. */
export function venueUrls(host: string): VenueUrls {
  const base = `http://${host}`
  const [v1, v2, v3] = ['v1', 'v2', 'v3'].map((version) => `${base}/fapi/${version}`) as [string, string, string]
  return {
    fapiPublic: v1,
    fapiPublicV2: v2,
    fapiPublicV3: v3,
    fapiPrivate: v1,
    fapiPrivateV2: v2,
    fapiPrivateV3: v3,
    fapiData: `${base}/futures/data`,
    public: `${base}/api/v3`,
    private: `${base}/api/v3`,
    sapi: `${base}/sapi/v1`,
    ws: { future: `ws://${host}/ws` },
  }
}

/** The answer to a request that a fault stops before it is carried out. */
export function refusedBy(fault: Fault): VenueAnswer | undefined {
  if (fault.kind === 'refuse') {
    const [code, msg] = REFUSALS[fault.refusal]
    return { status: 400, json: { code, msg } }
  }
  if (fault.kind !== 'status') return undefined
  const [code, msg] = REFUSALS[fault.status === 429 || fault.status === 418 ? 'TOO_MANY_REQUESTS' : 'INTERNAL']
  const headers: Record<string, string> =
    fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) }
  return { status: fault.status, json: { code, msg }, headers }
}

/** The answer to a request whose outcome the venue itself does not know. */
export function brokenAnswer(): VenueAnswer {
  const [code, msg] = REFUSALS.STATUS_UNKNOWN
  return { status: 503, json: { code, msg } }
}
