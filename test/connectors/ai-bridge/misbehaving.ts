/** Real HTTP servers that are anything but an engine, and the question they are asked. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { SignalQuestion } from '../../../src/connectors/ai-engine/contract.ts'

export const QUESTION: SignalQuestion = { symbol: 'GALAUSDT', price: 0.006, volume: 10, timeframe: '5m' }

export const ANSWER = { symbol: 'GALAUSDT', action: 'BUY', confidence: 0.7, model: 'other', reason: 'because' }

export interface Misbehaving {
  readonly url: string
  /** Bodies of the questions so far. */
  readonly asked: readonly string[]
  /** Most questions that were open at once. */
  readonly peak: () => number
}

export type Behaviour = (request: IncomingMessage, response: ServerResponse, nth: number) => unknown

/** A server that does as it is told; it is closed with the test, whatever it is in the middle of. */
export async function misbehaving(behave: Behaviour): Promise<Misbehaving> {
  const asked: string[] = []
  let open = 0
  let peak = 0
  const server = createServer(async (request, response) => {
    open++
    peak = Math.max(peak, open)
    response.on('close', () => open--)
    asked.push(await text(request))
    await behave(request, response, asked.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, asked, peak: () => peak }
}

/** Answers with a body, as JSON unless it is text already. */
export function answering(body: unknown, status = 200, headers: Record<string, string> = {}): Behaviour {
  return (_request, response) => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

/** A port nobody listens on. */
export async function deadUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}
