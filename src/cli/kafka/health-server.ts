/** Answers health checks over HTTP: is the process alive, and is it ready. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { CommandError } from '../failure.ts'
import type { Readiness } from './readiness.ts'

export interface HealthServer {
  /** The port it listens on. */
  readonly port: number
  close(): Promise<void>
}

/**
 * Listens on all addresses, because health checks of clusters come from outside. `GET /health/live` is 200 as long as
 * anything answers; `GET /health/ready` is 200 or 503, both with the reason as JSON. Throws a CommandError where the
 * port is taken.
 *
 * @param port 0 takes any free one
 */
export async function startHealthServer(port: number, readiness: () => Readiness): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const send = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      response.end(request.method === 'HEAD' ? undefined : `${JSON.stringify(body)}\n`)
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, { error: 'only GET and HEAD' })
    if (request.url === '/health/live') return send(200, { live: true })
    if (request.url !== '/health/ready') return send(404, { error: 'there are /health/live and /health/ready' })
    const now = readiness()
    send(now.ready ? 200 : 503, now)
  })
  server.listen(port)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new CommandError(`--health-port ${port}: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  return { port: portOf(server), close: () => closed(server) }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function closed(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  if (server.listening) await once(server, 'close')
}
