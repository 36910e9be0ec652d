/** The venue on a socket: HTTP and websocket on 127.0.0.1, with faults on demand and a clock that can be wrong. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { VenueOptions } from './engine/books.ts'
import { REFUSALS } from './engine/errors.ts'
import { Venue } from './engine/venue.ts'
import { type Fault, Faults } from './faults.ts'
import { type Credentials, Desk, type VenueAnswer } from './http/desk.ts'
import { Streams } from './http/streams.ts'

export interface VenueServer {
  readonly venue: Venue
  readonly desk: Desk
  readonly faults: Faults
  readonly streams: Streams
  readonly port: number
  /** The venue's clock is ahead by this much, ms. */
  setClockSkew(ms: number): void
  /** ccxt's `urls.api` for `binanceusdm`, so that it talks to this server and to nothing else. */
  readonly urls: VenueUrls
  close(): Promise<void>
}

export type VenueUrls = Readonly<Record<string, string | Readonly<Record<string, string>>>>

export const TEST_CREDENTIALS: Credentials = { apiKey: 'venue-test-key', secret: 'venue-test-secret' }

/** Starts a venue on a free port. */
export async function startVenue(
  options: Partial<VenueOptions> = {},
  credentials: Credentials = TEST_CREDENTIALS,
): Promise<VenueServer> {
  let skewMs = 0
  const clock = options.now ?? Date.now
  const venue = new Venue({ ...options, now: () => clock() + skewMs })
  const desk = new Desk(venue, credentials)
  const faults = new Faults()
  const http = createServer((request, response) => void serve(desk, faults, request, response))
  const streams = new Streams(http, desk)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return {
    venue,
    desk,
    faults,
    streams,
    port,
    setClockSkew: (ms) => {
      skewMs = ms
    },
    urls: venueUrls(`127.0.0.1:${port}`),
    close: async () => {
      streams.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
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

async function serve(desk: Desk, faults: Faults, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request)
  const key = request.headers['x-mbx-apikey']
  const url = request.url ?? '/'
  const method = request.method ?? 'GET'
  const asked = { method, url, body, ...(typeof key === 'string' ? { apiKey: key } : {}) }
  const fault = faults.take(`${method} ${url}`, body)
  if (fault?.kind === 'lost') return
  if (fault?.kind === 'late') {
    setTimeout(() => desk.answer(asked), fault.delayMs).unref()
    return
  }
  const refused = fault === undefined ? undefined : refusedBy(fault)
  const answer = refused ?? desk.answer(asked)
  if (fault?.kind === 'silent') return
  if (fault?.kind === 'cut') {
    response.destroy()
    return
  }
  if (fault?.kind === 'garbled') {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end('<html><body>Please come back later</body></html>')
    return
  }
  send(response, fault?.kind === 'broken' ? brokenAnswer() : answer)
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

function send(response: ServerResponse, { status, json, headers = {} }: VenueAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(json))
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
