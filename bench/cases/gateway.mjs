/** Plan → order accepted by the exchange, and fill → stop accepted: execution and the gateway as processes of their own. */
import { setTimeout as sleep } from 'node:timers/promises'
import { topics } from '../../dist/topics.js'
import { execution } from '../../dist/topologies/index.js'
import { barePath } from '../gateway/bare-path.mjs'
import { OrderTimes } from '../gateway/order-times.mjs'
import { ACCOUNT, instrument, messagesOf, plan, SYMBOLS, tick } from '../gateway/plans.mjs'
import { plainClient } from '../kafka/cluster.mjs'
import { producing } from '../kafka/producing.mjs'
import { prepareCluster } from '../kafka/schema-serde.mjs'
import { withKafka } from '../kafka/services.mjs'
import { startIlf } from '../support/ilf-process.mjs'
import { median, round } from '../support/measure.mjs'
import { testModule } from '../support/test-modules.mjs'

const NAME = 'gateway'
/** Positions of each symbol; the first takes the symbol over and sets its leverage, and is told by itself. */
const ROUNDS = Number(process.env.ILF_BENCH_ROUNDS ?? 8)
/** A plan every so often, each for another symbol; ticks of all of them ten times a second. */
const PLAN_EVERY_MS = 1_000
const TICK_EVERY_MS = 100
/** Longer than it takes until everybody knows that a position has been stopped out. */
const SETTLES_MS = 4_000
const ENDS_WITHIN_MS = 60_000
const LIMITS = [
  ...['maxEntriesPerMinute=100000', 'maxOpenPositions=100', 'maxNotionalRatio=1000', 'maxLossStreak=100000'],
  `account=${ACCOUNT}`,
].map((setting) => `execution.${setting}`)

const { startVenue, TEST_CREDENTIALS } = await testModule('venue/venue-server.ts')
const { listed } = await testModule('venue/engine/terms.ts')

await withKafka(async ({ brokers, registryUrl }) => {
  const kafka = plainClient(brokers)
  const admin = kafka.admin()
  await admin.connect()
  const server = await startVenue({ symbols: SYMBOLS.map((symbol) => listed(symbol)), wallet: 1_000_000 })
  const times = new OrderTimes(server.venue)
  const serde = await prepareCluster({ brokers, registryUrl, topicPrefix: `${NAME}-`, groupId: `${NAME}-execution` }, [
    execution,
  ])
  const messages = messagesOf(serde)
  const names = Object.fromEntries(Object.values(topics).map(({ name }) => [name, `${NAME}-${name}`]))
  const cluster = ['--kafka', brokers.join(','), '--registry', registryUrl, '--topic-prefix', `${NAME}-`, '--app', NAME]
  const members = await startIlf(['start', 'execution', ...cluster, '--set', ...LIMITS], 'running')
  const url = `http://127.0.0.1:${server.port}`
  const gateway = await startIlf(
    ['gateway', '--account', ACCOUNT, '--exchange-url', url, ...cluster],
    'running: entries are sent',
    { ILF_API_KEY: TEST_CREDENTIALS.apiKey, ILF_API_SECRET: TEST_CREDENTIALS.secret },
  )
  const before = gateway.usage().cpuSeconds
  const startMs = performance.now()
  const isOver = (count) => times.positions.filter(({ endMs }) => endMs !== undefined).length >= count
  const plannedMs = await producing(kafka, (send) => play((list) => send(list, names), messages, isOver))
  const seconds = (performance.now() - startMs) / 1_000
  const { cpuSeconds, peakMb } = gateway.usage()
  await gateway.stop()
  await members.stop()
  const bare = await barePath({ kafka, admin, url: `${url}/fapi/v1/time`, times: 200, pauseMs: 20 })
  await server.close()
  await admin.disconnect()

  if (times.positions.some(({ stopMs }) => stopMs === undefined) || times.positions.length !== plannedMs.length)
    throw new Error(`of ${plannedMs.length} plans ${times.positions.length} became orders:\n${gateway.told()}`)
  // Orders of different symbols may overtake each other; of one symbol they come in the order of its plans.
  const orders = SYMBOLS.map((symbol) => times.positions.filter((position) => position.symbol === symbol))
  const toOrder = plannedMs.map((atMs, i) => orders[i % SYMBOLS.length][Math.floor(i / SYMBOLS.length)].orderMs - atMs)
  const warm = orders.flatMap((positions) => positions.slice(1))
  const stops = warm.map(({ fillMs, stopMs }) => stopMs - fillMs)
  const at = (values, share) => round([...values].sort((a, b) => a - b)[Math.floor(share * values.length)])
  const warmOrders = toOrder.slice(SYMBOLS.length)
  console.log(
    JSON.stringify({
      case: NAME,
      positions: plannedMs.length,
      plan_to_order_p50_ms: at(warmOrders, 0.5),
      plan_to_order_p99_ms: at(warmOrders, 0.99),
      first_plan_of_symbol_p50_ms: at(toOrder.slice(0, SYMBOLS.length), 0.5),
      fill_to_stop_p50_ms: at(stops, 0.5),
      fill_to_stop_p99_ms: at(stops, 0.99),
      gateway_cores: round((cpuSeconds - before) / seconds),
      gateway_peak_mb: peakMb,
      bare_path_p50_ms: at(bare, 0.5),
      bare_path_p99_ms: at(bare, 0.99),
      plan_to_order_ratio: round(median(warmOrders) / median(bare)),
      fill_to_stop_ratio: round(median(stops) / median(bare)),
    }),
  )
})

/** Publishes terms, then prices all the time and plans at their pace; returns when each plan was sent, Unix ms. */
async function play(send, messages, isOver) {
  await send(SYMBOLS.map((symbol) => messages.instrument(instrument(symbol, Date.now()))))
  const ticking = setInterval(
    () => send(SYMBOLS.map((symbol) => messages.tick(tick(symbol, Date.now())))),
    TICK_EVERY_MS,
  )
  await sleep(2_000)
  const sentMs = []
  for (let number = 0; number < ROUNDS; number++) {
    for (const symbol of SYMBOLS) {
      const atMs = Date.now()
      sentMs.push(atMs)
      await send([messages.plan(plan(symbol, number, atMs))])
      await sleep(Math.max(0, atMs + PLAN_EVERY_MS - Date.now()))
    }
    // A symbol is taken over once: what that takes must not stand in the way of what is measured.
    const isLastOne = number === ROUNDS - 1
    if (number === 0 || isLastOne) await ended(() => isOver((number + 1) * SYMBOLS.length))
    await sleep(isLastOne ? 0 : SETTLES_MS)
  }
  clearInterval(ticking)
  return sentMs
}

async function ended(isSo) {
  const startMs = performance.now()
  while (!isSo()) {
    if (performance.now() - startMs > ENDS_WITHIN_MS) return
    await sleep(100)
  }
}
