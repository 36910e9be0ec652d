/** The venue's websocket: market streams by subscription, the user data stream by listen key. */
import type { Server } from 'node:http'
import type { WebSocket } from 'ws'
import type { UserEvent } from '../engine/model.ts'
import type { Venue } from '../engine/venue.ts'
import type { Desk } from './desk.ts'
import { tickerShape } from './public-routes.ts'
import { Subscribers } from './subscribers.ts'

/** What the user data stream does to its events; they are told straight away and in order unless a test says so. */
export type Delivery = 'straight' | 'doubled' | 'reordered' | 'withheld'

export class Streams extends Subscribers {
  readonly #venue: Venue
  readonly #users = new Set<WebSocket>()
  readonly #held: UserEvent[] = []
  readonly #onUserEvent = (event: UserEvent) => this.#deliver(event)
  delivery: Delivery = 'straight'

  constructor(http: Server, desk: Desk) {
    super(http, {
      onText: (socket, text) => this.#command(socket, text),
      onConnection: (socket, url) => this.#welcome(socket, url, desk),
    })
    this.#venue = desk.venue
    desk.venue.listeners.add(this.#onUserEvent)
  }

  /** Tells every subscriber the present price of a symbol. */
  publish(symbol: string): void {
    const ticker = this.#ticker(symbol)
    const { last, mark } = this.#venue.market(symbol)
    const now = this.#venue.now()
    const name = symbol.toLowerCase()
    const book = {
      e: 'bookTicker',
      E: now,
      T: now,
      s: symbol,
      b: String(last),
      B: '100',
      a: String(last),
      A: '100',
      u: now,
    }
    const price = {
      e: 'markPriceUpdate',
      E: now,
      s: symbol,
      p: String(mark),
      i: String(last),
      P: String(mark),
      r: '0.0001',
      T: now,
    }
    this.tell(`${name}@ticker`, ticker)
    this.tell('!ticker@arr', [ticker])
    this.tell(`${name}@miniTicker`, { ...ticker, e: '24hrMiniTicker' })
    this.tell(`${name}@bookTicker`, book)
    this.tell(`${name}@markPrice`, price)
    this.tell(`${name}@markPrice@1s`, price)
    this.tell('!markPrice@arr', [price])
    this.tell('!markPrice@arr@1s', [price])
  }

  /** Tells a symbol's ticker with other figures than the venue's own. */
  publishTicker(symbol: string, figures: Readonly<Record<string, unknown>>): void {
    this.tell(`${symbol.toLowerCase()}@ticker`, { ...this.#ticker(symbol), ...figures })
  }

  /** Delivers what was withheld or is waiting for its turn. */
  release(): void {
    for (const event of this.#held.splice(0)) this.#tellUsers(event)
  }

  override close(): void {
    this.#venue.listeners.delete(this.#onUserEvent)
    super.close()
  }

  #welcome(socket: WebSocket, url: string, desk: Desk): void {
    const { pathname, searchParams } = new URL(url, 'http://venue')
    const listenKey = searchParams.get('listenKey') ?? pathname.split('/').at(-1) ?? ''
    if (desk.listenKeys.has(listenKey)) this.#users.add(socket)
    socket.on('close', () => this.#users.delete(socket))
  }

  #command(socket: WebSocket, text: string): void {
    const { method, params, id } = JSON.parse(text) as { method: string; params: string[]; id: number }
    for (const stream of params) {
      if (method === 'SUBSCRIBE') this.subscribe(socket, stream)
      if (method === 'UNSUBSCRIBE') this.unsubscribe(socket, stream)
    }
    socket.send(JSON.stringify({ result: null, id }))
  }

  #deliver(event: UserEvent): void {
    if (this.delivery === 'withheld') {
      this.#held.push(event)
      return
    }
    if (this.delivery === 'reordered') {
      this.#held.unshift(event)
      if (this.#held.length >= 2) this.release()
      return
    }
    this.#tellUsers(event)
    if (this.delivery === 'doubled') this.#tellUsers(event)
  }

  #tellUsers(event: UserEvent): void {
    for (const socket of this.#users) socket.send(JSON.stringify(event))
  }

  #ticker(symbol: string) {
    const shape = tickerShape(this.#venue, symbol)
    return {
      e: '24hrTicker',
      E: this.#venue.now(),
      s: symbol,
      p: shape.priceChange,
      P: shape.priceChangePercent,
      w: shape.weightedAvgPrice,
      c: shape.lastPrice,
      Q: shape.lastQty,
      o: shape.openPrice,
      h: shape.highPrice,
      l: shape.lowPrice,
      v: shape.volume,
      q: shape.quoteVolume,
      O: shape.openTime,
      C: shape.closeTime,
      F: shape.firstId,
      L: shape.lastId,
      n: shape.count,
    }
  }
}
