/**
 * Live operation end to end, each command of docs/live.md a process: prices of a venue → signals of the served engine →
 * intents → plans → orders at the venue → fills → closed positions; and the money is the same on both sides.
 */
import { expect, it } from 'vitest'
import type { PositionUpdate } from '../../src/records/generated.ts'
import { temporaryFolder } from '../cli/support/ilf.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { payFunding } from '../venue/engine/happenings.ts'
import { listed } from '../venue/engine/terms.ts'
import { startVenue, TEST_CREDENTIALS, type VenueServer } from '../venue/venue-server.ts'
import { unanswered } from './support/gateway-books.ts'
import { ACCOUNT, type LiveRig, liveRig } from './support/live-rig.ts'
import { until } from './support/until.ts'

const WALLET = 10_000
/** Rising markets are bought, falling ones are sold; each way one is taken to its targets and one to its stop. */
const ALL_MARKETS = [
  { symbol: 'AAAUSDT', trend: 0.002, side: 'LONG', fate: 'targets' },
  { symbol: 'BBBUSDT', trend: -0.002, side: 'SHORT', fate: 'targets' },
  { symbol: 'CCCUSDT', trend: 0.0025, side: 'LONG', fate: 'stop' },
  { symbol: 'DDDUSDT', trend: -0.0025, side: 'SHORT', fate: 'stop' },
] as const
type Market = (typeof ALL_MARKETS)[number]
/** The soak suite takes all of them: both ends each way. */
const MARKETS: readonly Market[] =
  process.env.ILF_LIVE_MARKETS === 'all' ? ALL_MARKETS : [ALL_MARKETS[0], ALL_MARKETS[3]]
const TRADE_EVERY_MS = 250
/** Longer than the gateway waits between two looks at what the exchange has filled. */
const PATIENCE_MS = 120_000

/** Markets trade all the time at their price; without that they would count as frozen. */
function keepTrading({ venue, streams }: VenueServer): () => void {
  const timer = setInterval(() => {
    for (const { symbol } of MARKETS) {
      venue.setPrice(symbol, venue.market(symbol).last)
      streams.publish(symbol)
    }
  }, TRADE_EVERY_MS)
  return () => clearInterval(timer)
}

/** Limit prices of the working targets, nearest first. */
function targetsOf({ venue }: VenueServer, { symbol, side }: Market): readonly number[] {
  const sign = side === 'LONG' ? 1 : -1
  return venue
    .openOrders(symbol)
    .map(({ price }) => price)
    .sort((a, b) => sign * (a - b))
}

/** What the venue holds and what would close it, as tests compare them. */
function standing({ venue }: VenueServer, { symbol, side }: Market) {
  const stops = venue.openAlgoOrders(symbol)
  return {
    amount: Math.abs(venue.position(symbol).amount),
    isRightWay: Math.sign(venue.position(symbol).amount) === (side === 'LONG' ? 1 : -1),
    stops: stops.map(({ quantity }) => quantity),
    areReducing: [...stops, ...venue.openOrders(symbol)].every(({ reduceOnly }) => reduceOnly),
  }
}

/** Whether everything commanded about a market has been answered: levels must not move under orders that are on their way. */
async function isAnswered(rig: LiveRig, { symbol }: Market): Promise<boolean> {
  const [commands, reports] = [await rig.read('order.command'), await rig.read('execution.report')]
  return unanswered({ commands, reports }).every((command) => command.symbol !== symbol)
}

async function updatesOf(rig: LiveRig, { symbol }: Market): Promise<readonly PositionUpdate[]> {
  return (await rig.read('position.update')).filter((update) => update.symbol === symbol)
}

/** Takes the price through the next target, and waits until the topics know and the stop is for what is left. */
async function takeTarget(rig: LiveRig, server: VenueServer, market: Market, nth: number): Promise<void> {
  const [target] = targetsOf(server, market)
  server.venue.setPrice(market.symbol, target ?? expect.fail(`${market.symbol} has no target ${nth}`))
  server.streams.publish(market.symbol)
  const isLast = nth === 3
  const isTold = async () => {
    rig.check()
    const last = (await updatesOf(rig, market)).at(-1)
    return last?.exit_cause === `TP${nth}` && last.status === (isLast ? 'CLOSED' : 'REDUCED')
  }
  await until(`${market.symbol} has taken TP${nth}`, isTold, PATIENCE_MS)
  const isFitting = async () => {
    const { amount, stops } = standing(server, market)
    const isFit = isLast ? amount === 0 && stops.length === 0 : stops.length === 1 && stops[0] === amount
    return isFit && (await isAnswered(rig, market))
  }
  await until(`the stop of ${market.symbol} is for what is left after TP${nth}`, isFitting, PATIENCE_MS)
}

async function stopOut(rig: LiveRig, server: VenueServer, market: Market): Promise<void> {
  const [stop] = server.venue.openAlgoOrders(market.symbol)
  server.venue.setPrice(market.symbol, stop?.triggerPrice ?? expect.fail(`${market.symbol} has no stop`))
  server.streams.publish(market.symbol)
  const isTold = async () => {
    rig.check()
    return (await updatesOf(rig, market)).at(-1)?.status === 'CLOSED'
  }
  await until(`${market.symbol} is stopped out`, isTold, PATIENCE_MS)
  expect((await updatesOf(rig, market)).at(-1)?.exit_cause).toBe('STOP_LOSS')
}

describeKafka('live operation', (services) => {
  it('trades long and short from price to closed position, and the money is the same on both sides', async () => {
    const symbols = MARKETS.map(({ symbol, trend }) => listed(symbol, { trend }))
    const server = await startVenue({ symbols, wallet: WALLET })
    // The first entry that fills does so in three parts, as entries often do: its ladder is made anew each time.
    server.venue.slices.push(0.4, 0.35)
    const rig = liveRig(services, server)
    const stopTrading = keepTrading(server)
    try {
      await rig.start(MARKETS.map(({ symbol }) => symbol))
      const isArranged = async (market: Market) => {
        rig.check()
        const { amount, stops } = standing(server, market)
        const targets = server.venue.openOrders(market.symbol).map(({ quantity, executed }) => quantity - executed)
        const isWhole = Math.abs(targets.reduce((sum, quantity) => sum + quantity, -amount)) < 1e-6
        const isFit = amount > 0 && stops.length === 1 && stops[0] === amount && targets.length === 3 && isWhole
        return isFit && (await isAnswered(rig, market))
      }
      for (const market of MARKETS) {
        await until(`${market.symbol} is open with its stop and three targets`, () => isArranged(market), PATIENCE_MS)
        expect(standing(server, market)).toMatchObject({ isRightWay: true, areReducing: true })
      }
      await until('the gateway is ready', async () => (await rig.gatewayHealth()) === 200, PATIENCE_MS)
      payFunding(server.venue, ALL_MARKETS[0].symbol, 0.0001)
      await until('the funding is told', async () => (await rig.read('account.event')).length > 0, PATIENCE_MS)
      await Promise.all(
        MARKETS.map(async (market) => {
          if (market.fate === 'stop') return stopOut(rig, server, market)
          for (const nth of [1, 2, 3]) await takeTarget(rig, server, market, nth)
        }),
      )
      const isQuiet = () => server.venue.openOrders().length + server.venue.openAlgoOrders().length === 0
      await until('nothing works at the venue any more', isQuiet, PATIENCE_MS)
      await rig.stop()
    } catch (error) {
      throw new Error(`${error}\n${await rig.story().catch(String)}`, { cause: error })
    } finally {
      stopTrading()
      await server.close()
    }

    for (const { symbol } of MARKETS) expect(server.venue.position(symbol).amount).toBe(0)
    const closed = (await rig.read('position.update')).filter(({ status }) => status === 'CLOSED')
    expect(closed.map(({ symbol, side }) => [symbol, side]).sort()).toEqual(
      MARKETS.map(({ symbol, side }) => [symbol, side]).sort(),
    )
    const earned = closed.reduce((sum, { realized_pnl }) => sum + Number(realized_pnl), 0)
    expect(server.venue.wallet - WALLET).toBeCloseTo(earned, 6)
    expect(Number((await rig.read('account.state')).at(-1)?.balance)).toBeCloseTo(server.venue.wallet, 6)

    const signals = (await rig.read('ai.signal')).map(({ signal_id }) => signal_id)
    expect((await rig.read('signal.decision')).map(({ signal_id }) => signal_id).sort()).toEqual(signals.sort())
    expect(new Set((await rig.read('ai.signal')).map(({ model }) => model))).toEqual(new Set(['baseline-ensemble']))
    expect(new Set((await rig.read('order.command')).map(({ account }) => account))).toEqual(new Set([ACCOUNT]))
    expect((await rig.read('account.state')).at(-1)?.mode).toBe('ACTIVE')
    const events = (await rig.read('account.event')).map(({ symbol, kind }) => [symbol, kind])
    expect(events).toEqual([[ALL_MARKETS[0].symbol, 'FUNDING']])
    const charged = closed.filter(({ funding_paid }) => Number(funding_paid) !== 0)
    expect(charged.map(({ symbol }) => symbol)).toEqual([ALL_MARKETS[0].symbol])
    expect(await rig.read('dead.letter')).toEqual([])

    const taken = `${temporaryFolder()}/taken`
    const recorded = await rig.command(['record', '--out', taken], true)
    expect(recorded.exitCode, recorded.stderr).toBe(0)
    const verified = await rig.offline(['verify', taken])
    expect(verified.exitCode, verified.stdout).toBe(0)
    const replayed = await rig.offline(['replay', taken])
    expect(replayed.exitCode, replayed.stdout).toBe(0)

    const everything = await rig.everything()
    expect(everything).toContain(ACCOUNT)
    for (const key of [TEST_CREDENTIALS.apiKey, TEST_CREDENTIALS.secret]) expect(everything).not.toContain(key)
  })
})
