/** A venue's websockets: who is connected, who listens to what, and what can go wrong with that. */
import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'

export interface SubscriberHooks {
  /** Somebody said something. */
  onText(socket: WebSocket, text: string): void
  /** Somebody connected, at this path and query. */
  onConnection?(socket: WebSocket, url: string): void
}

export class Subscribers {
  readonly #server: WebSocketServer
  readonly #topics = new Map<WebSocket, Set<string>>()
  /** Sockets stay open and say nothing. */
  isMute = false
  /** Connections accepted so far. */
  connections = 0

  constructor(http: Server, { onText, onConnection }: SubscriberHooks) {
    this.#server = new WebSocketServer({ server: http })
    this.#server.on('connection', (socket, request) => {
      this.connections += 1
      this.#topics.set(socket, new Set())
      socket.on('message', (data) => onText(socket, String(data)))
      socket.on('close', () => this.#topics.delete(socket))
      onConnection?.(socket, request.url ?? '')
    })
  }

  subscribe(socket: WebSocket, topic: string): void {
    this.#topics.get(socket)?.add(topic)
  }

  unsubscribe(socket: WebSocket, topic: string): void {
    this.#topics.get(socket)?.delete(topic)
  }

  /** Tells everybody who listens to a topic. */
  tell(topic: string, data: unknown): void {
    if (this.isMute) return
    for (const [socket, topics] of this.#topics) if (topics.has(topic)) socket.send(JSON.stringify(data))
  }

  /** Tells one of them, unless all are mute. */
  answer(socket: WebSocket, data: unknown): void {
    if (!this.isMute) socket.send(JSON.stringify(data))
  }

  /** Cuts every connection, as exchanges do now and then. */
  disconnect(): void {
    for (const socket of this.#server.clients) socket.terminate()
  }

  /** Says something to everybody that nobody asked for. */
  babble(text: string): void {
    for (const socket of this.#server.clients) socket.send(text)
  }

  close(): void {
    this.disconnect()
    this.#server.close()
  }
}
