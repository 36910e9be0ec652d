/** The least an ingest can do: three plain websockets, every message parsed and handed to a plain producer as it came. */
import { WebSocket } from 'ws'
import { DEFAULT_INGEST_SYMBOLS } from '../../dist/config/ingest-symbols.js'
import { plainClient } from '../kafka/cluster.mjs'

const { BROKERS, TOPIC, PORTS } = process.env
const names = DEFAULT_INGEST_SYMBOLS
const okxName = (symbol) => `${symbol.replace(/USDT$/, '')}-USDT-SWAP`

/** Of every exchange: where it is listened to, what is said to it, and what a message says: symbol and time, if it is a tick. */
const EXCHANGES = {
  binanceusdm: {
    path: '/ws',
    hello: { method: 'SUBSCRIBE', params: names.map((name) => `${name.toLowerCase()}@ticker`), id: 1 },
    read: ({ e, s, C }) => (e === '24hrTicker' ? { symbol: s, timeMs: C } : null),
  },
  bybit: {
    path: '/v5/public/linear',
    hello: { op: 'subscribe', req_id: '1', args: names.map((name) => `tickers.${name}`) },
    read: ({ type, data, ts }) => (type === 'delta' ? { symbol: data.symbol, timeMs: ts } : null),
  },
  okx: {
    path: '/ws/v5/public',
    hello: { op: 'subscribe', args: names.map((name) => ({ channel: 'tickers', instId: okxName(name) })) },
    read: ({ data }) => (data === undefined ? null : { symbol: data[0].instId, timeMs: Number(data[0].ts) }),
  },
}

const producer = plainClient(BROKERS.split(',')).producer({ idempotent: true, maxInFlightRequests: 1 })
await producer.connect()
const waiting = []
let isSending = false

/** One request at a time, each with all that came during the one before. */
async function send() {
  if (isSending) return
  isSending = true
  while (waiting.length > 0) await producer.send({ topic: TOPIC, acks: -1, messages: waiting.splice(0) })
  isSending = false
}

const ports = JSON.parse(PORTS)
await Promise.all(
  Object.entries(EXCHANGES).map(async ([exchange, { path, hello, read }]) => {
    const socket = new WebSocket(`ws://127.0.0.1:${ports[exchange]}${path}`)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    socket.on('message', (data) => {
      const text = String(data)
      const tick = read(JSON.parse(text))
      if (tick === null) return
      waiting.push({ key: tick.symbol, timestamp: String(tick.timeMs), value: text })
      void send()
    })
    socket.send(JSON.stringify(hello))
  }),
)
console.log(JSON.stringify({ event: 'ready' }))
process.once('SIGTERM', () => process.exit())
