/** OKX's public websocket: one ticker to who subscribes, and then one a change; it wants to be pinged in plain text. */
import type { Server } from 'node:http'
import type { WebSocket } from 'ws'
import type { Venue } from '../engine/venue.ts'
import { Subscribers } from '../http/subscribers.ts'
import { marketIdOf, symbolOf } from './names.ts'
import { type OkxTicker, okxTicker } from './ticker.ts'

interface Channel {
  readonly channel: string
  readonly instId: string
}

const CONNECTION = { connId: 'a4d3ae55' }

export class OkxStreams extends Subscribers {
  readonly #venue: Venue

  constructor(http: Server, venue: Venue) {
    super(http, { onText: (socket, text) => this.#command(socket, text) })
    this.#venue = venue
  }

  /** Tells every subscriber the present ticker of a symbol. */
  publish(symbol: string): void {
    this.publishTicker(symbol, {})
  }

  /** Tells a symbol's ticker with other figures than the venue's own. */
  publishTicker(symbol: string, figures: OkxTicker): void {
    const instId = marketIdOf(this.#venue.terms(symbol).base)
    this.tell(instId, this.#message({ channel: 'tickers', instId }, figures))
  }

  #command(socket: WebSocket, text: string): void {
    if (text === 'ping') {
      if (!this.isMute) socket.send('pong')
      return
    }
    const { op, args } = JSON.parse(text) as { op: string; args: readonly Channel[] }
    for (const arg of args) {
      const { channel, instId } = arg
      if (channel !== 'tickers' || !this.#venue.symbols.has(symbolOf(instId))) {
        const msg = `Wrong URL or channel:${channel},instId:${instId} doesn't exist. Please use the correct URL.`
        this.answer(socket, { event: 'error', code: '60018', msg, ...CONNECTION })
        continue
      }
      this.answer(socket, { event: op, arg, ...CONNECTION })
      if (op !== 'subscribe') {
        this.unsubscribe(socket, instId)
        continue
      }
      this.subscribe(socket, instId)
      this.answer(socket, this.#message(arg, {}))
    }
  }

  #message(arg: Channel, figures: OkxTicker) {
    return { arg, data: [{ ...okxTicker(this.#venue, symbolOf(arg.instId)), ...figures }] }
  }
}
