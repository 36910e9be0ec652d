/** Answers over HTTP what monitors ask: is the process alive, is it ready, and what are its metrics. */
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { MetricsPage, Readiness } from '../../kafka-app.ts'
import { CommandError } from '../failure.ts'

export interface HealthServer {
  /** The port it listens on. */
  readonly port: number
  close(): Promise<void>
}

/** Whom it asks; metrics are for the processes that have some. */
export interface HealthSource {
  readiness(): Readiness
  metrics?(): Promise<MetricsPage>
}

/**
 * Listens on all addresses where no host is given, because health checks of clusters come from outside. `GET /health/live` is 200 as long as
 * anything answers; `GET /health/ready` is 200 or 503, both with the reason as JSON; `GET /metrics` is what Prometheus
 * reads. Throws a CommandError where the port is taken.
 *
 * @param port 0 takes any free one
 */
export async function startHealthServer(port: number, source: HealthSource, host?: string): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const send = (status: number, contentType: string, body: string) => answer(response, status, contentType, body)
    const sendJson = (status: number, body: object) => send(status, 'application/json', `${JSON.stringify(body)}\n`)
    if (request.method !== 'GET' && request.method !== 'HEAD') return sendJson(405, { error: 'only GET and HEAD' })
    switch (request.url) {
      case '/health/live':
        return sendJson(200, { live: true })
      case '/health/ready': {
        const now = source.readiness()
        return sendJson(now.ready ? 200 : 503, now)
      }
      case '/metrics':
        if (source.metrics === undefined) break
        source.metrics().then(
          ({ contentType, text }) => send(200, contentType, text),
          (error: unknown) => sendJson(500, { error: `the metrics could not be read: ${String(error)}` }),
        )
        return
    }
    const paths = ['/health/live', '/health/ready', ...(source.metrics === undefined ? [] : ['/metrics'])]
    sendJson(404, { error: `there are ${paths.join(', ')}` })
  })
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new CommandError(`--health-port ${port}: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  return { port: portOf(server), close: () => closed(server) }
}

/** Node leaves the body out by itself where only the head was asked for. */
function answer(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' })
  response.end(body)
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
