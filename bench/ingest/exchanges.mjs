/**
 * Binance, Bybit and OKX of the tests in a process of their own: every symbol trades on each of them some times a second,
 * all in turn. Says `{"event":"ready","ports":{…}}`, and at SIGTERM `{"event":"sent","updates":{second: count}}`.
 */
import { DEFAULT_INGEST_SYMBOLS } from '../../dist/config/ingest-symbols.js'
import { testModule } from '../support/test-modules.mjs'

const UPDATES_PER_SECOND = Number(process.env.UPDATES_PER_SECOND)

const { startVenue } = await testModule('venue/venue-server.ts')
const { startBybit } = await testModule('venue/bybit/bybit-server.ts')
const { startOkx } = await testModule('venue/okx/okx-server.ts')
const { listed } = await testModule('venue/engine/terms.ts')

const symbols = DEFAULT_INGEST_SYMBOLS.map((symbol, i) => listed(symbol, { price: 100 + i, contractSize: '0.1' }))
const [binanceusdm, bybit, okx] = await Promise.all(
  [startVenue, startBybit, startOkx].map((start) => start({ symbols })),
)
const servers = { binanceusdm, bybit, okx }
// One exchange after the other for each symbol: what comes together in the world too comes apart by a moment.
const turns = symbols.flatMap(({ symbol, price }) =>
  Object.values(servers).map((server) => ({ server, symbol, price })),
)
const updates = {}
let count = 0
const startedAt = performance.now()

setInterval(() => {
  const due = ((performance.now() - startedAt) / 1000) * UPDATES_PER_SECOND * turns.length
  for (; count < due; count++) {
    const { server, symbol, price } = turns[count % turns.length]
    // Another price at every turn, within one percent.
    server.venue.setPrice(symbol, Number((price * (1 + 0.01 * Math.sin(count))).toFixed(2)))
    server.streams.publish(symbol)
    const second = Math.floor(Date.now() / 1000)
    updates[second] = (updates[second] ?? 0) + 1
  }
}, 1)

process.once('SIGTERM', () =>
  process.stdout.write(`${JSON.stringify({ event: 'sent', updates })}\n`, () => process.exit()),
)
const ports = Object.fromEntries(Object.entries(servers).map(([name, { port }]) => [name, port]))
console.log(JSON.stringify({ event: 'ready', ports }))
