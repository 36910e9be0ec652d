/** A receiver of alerts on this machine, which answers as it is told to. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly path: string
  readonly body: {
    readonly text: string
    readonly chat_id?: string
    readonly alerts?: readonly { readonly title: string }[]
    readonly more?: number
    readonly dropped?: number
  }
}

export type Reply = (response: ServerResponse, request: IncomingMessage) => void

export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** One for each request; the last goes on. */
  readonly replies: Reply[]
  /** Resolves when so many have come. */
  until(count: number): Promise<void>
}

export const ok: Reply = (response) => void response.end('ok')
export const status =
  (code: number, body = '', headers: Readonly<Record<string, string>> = {}): Reply =>
  (response) =>
    void response.writeHead(code, headers).end(body)
export const never: Reply = () => undefined
/** Not even HTTP. */
export const garbage: Reply = (response) => {
  response.socket?.write('\0\x01 this is nothing\r\n\r\n')
  response.socket?.destroy()
}
/** An answer that does not end. */
export const endless: Reply = (response) => {
  const timer = setInterval(() => response.write('x'.repeat(64 * 1024)), 1)
  response.on('close', () => clearInterval(timer))
}

export async function startReceiver(...replies: Reply[]): Promise<Receiver> {
  const received: Received[] = []
  const waiting: (() => void)[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) })
      const reply = replies.length > 1 ? replies.shift() : replies[0]
      ;(reply ?? ok)(response, request)
      for (const look of waiting) look()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    replies,
    until: (count) =>
      new Promise((resolve) => {
        const look = () => received.length >= count && resolve()
        waiting.push(look)
        look()
      }),
  }
}
