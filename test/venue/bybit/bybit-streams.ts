/** Bybit's public websocket: a whole ticker to who subscribes, and then of every ticker only what changed. */
import type { Server } from 'node:http'
import type { WebSocket } from 'ws'
import type { Venue } from '../engine/venue.ts'
import { Subscribers } from '../http/subscribers.ts'
import { type BybitTicker, bybitTicker } from './ticker.ts'

const CONNECTION = { conn_id: '5e079fdd-9c7f-404d-9dbf-969d650838b5' }
const TICKERS = 'tickers.'

export class BybitStreams extends Subscribers {
  readonly #venue: Venue
  /** What was told last of a symbol. */
  readonly #told = new Map<string, BybitTicker>()

  constructor(http: Server, venue: Venue) {
    super(http, { onText: (socket, text) => this.#command(socket, text) })
    this.#venue = venue
  }

  /** Tells every subscriber what changed of a symbol since the last time; a new time alone, where nothing did. */
  publish(symbol: string): void {
    const ticker = bybitTicker(this.#venue, symbol)
    const before = this.#told.get(symbol)
    const changed = Object.entries(ticker).filter(([name, figure]) => before?.[name] !== figure)
    this.#told.set(symbol, ticker)
    this.publishDelta(symbol, Object.fromEntries(changed))
  }

  /** Tells every subscriber these figures of a symbol. */
  publishDelta(symbol: string, figures: BybitTicker): void {
    this.tell(TICKERS + symbol, this.#message(symbol, 'delta', { symbol, ...figures }))
  }

  #command(socket: WebSocket, text: string): void {
    const { op, req_id, args = [] } = JSON.parse(text) as { op: string; req_id?: unknown; args?: readonly string[] }
    const answer = { ...CONNECTION, req_id: String(req_id ?? ''), op }
    if (op === 'ping') {
      this.answer(socket, { success: true, ret_msg: 'pong', ...answer })
      return
    }
    const unknown = args.find((topic) => !topic.startsWith(TICKERS) || !this.#venue.symbols.has(symbolOf(topic)))
    if (unknown !== undefined) {
      this.answer(socket, { success: false, ret_msg: `error:handler not found,topic:${unknown}`, ...answer })
      return
    }
    this.answer(socket, { success: true, ret_msg: '', ...answer })
    for (const topic of args) {
      if (op !== 'subscribe') {
        this.unsubscribe(socket, topic)
        continue
      }
      this.subscribe(socket, topic)
      const symbol = symbolOf(topic)
      this.answer(socket, this.#message(symbol, 'snapshot', bybitTicker(this.#venue, symbol)))
    }
  }

  #message(symbol: string, type: 'snapshot' | 'delta', data: BybitTicker) {
    return { topic: TICKERS + symbol, type, data, cs: 24_987_956_059, ts: this.#venue.now() }
  }
}

function symbolOf(topic: string): string {
  return topic.slice(TICKERS.length)
}
