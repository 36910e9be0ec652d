/** A venue's HTTP: hands requests to whoever answers them, and lets go wrong what was planned to. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Fault, Faults } from '../faults.ts'

export interface HttpRequest {
  readonly method: string
  /** Path with query, as in the request line. */
  readonly url: string
  readonly body: string
  readonly headers: IncomingHttpHeaders
}

export interface VenueAnswer {
  readonly status: number
  readonly json: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** How one exchange answers. */
export interface Counter {
  answer(request: HttpRequest): VenueAnswer
  /** The answer to a request that the fault stops before it is carried out; undefined for faults that do not. */
  refused(fault: Fault): VenueAnswer | undefined
  /** The answer to a request whose outcome the exchange itself does not know. */
  broken(): VenueAnswer
}

export function httpServer(counter: Counter, faults: Faults): Server {
  return createServer((request, response) => void serve(counter, faults, request, response))
}

/** Listens on a free port of this machine, and says which. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

export async function stopListening(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

async function serve(
  counter: Counter,
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request)
  const { url = '/', method = 'GET', headers } = request
  const asked = { method, url, body, headers }
  const fault = faults.take(`${method} ${url}`, body)
  if (fault?.kind === 'lost') return
  if (fault?.kind === 'late') {
    setTimeout(() => counter.answer(asked), fault.delayMs).unref()
    return
  }
  const refused = fault === undefined ? undefined : counter.refused(fault)
  const answer = refused ?? counter.answer(asked)
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
  send(response, fault?.kind === 'broken' ? counter.broken() : answer)
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
