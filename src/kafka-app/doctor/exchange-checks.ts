/** What `ilf doctor` asks of the exchange: reachable, the clock, the keys and what they may do, the account's mode. */
import { outcomeOf } from '../../connectors/gateway/binance/errors.ts'
import { checkKeyRights } from '../../connectors/gateway/binance/key-rights.ts'
import { checkPositionMode } from '../../connectors/gateway/binance/position-mode.ts'
import type { Environment } from '../../connectors/gateway/load-keys.ts'
import { clientsOf, type Destination, publicClient } from '../gateway/exchange-client.ts'
import { type Finding, finding, skipped } from './finding.ts'

/** Requests carry the time of this machine, and Binance refuses those stamped more than 1 s ahead of its own, ms. */
const MAX_CLOCK_OFFSET_MS = 500

/** Exchange, clock, keys, rights, position mode. Sends no order and changes nothing. */
export async function* exchangeFindings(
  destination: Destination,
  environment: Environment,
  now: () => number,
): AsyncGenerator<Finding> {
  let offsetMs = 0
  const exchange = await finding('exchange', async () => {
    offsetMs = await clockOffset(destination, now)
    return destination.testnet ? 'the test network answers' : 'answers'
  })
  yield exchange
  yield exchange.state === 'ok'
    ? await finding('clock', () => checkOffset(offsetMs))
    : skipped('clock', 'needs the exchange')
  const keys = await finding('keys', () => {
    clientsOf(destination, environment)
    return 'found'
  })
  yield keys
  const isAskable = exchange.state === 'ok' && keys.state === 'ok'
  const client = isAskable ? clientsOf(destination, environment).client(() => true) : null
  if (client === null || destination.testnet) {
    yield skipped('key rights', client === null ? 'needs exchange and keys' : 'the test network does not tell them')
  } else {
    yield await finding('key rights', async () => {
      await checkKeyRights(client)
      return 'may trade futures, may not withdraw or transfer'
    })
  }
  if (client === null) yield skipped('position mode', 'needs exchange and keys')
  else
    yield await finding('position mode', async () => {
      await checkPositionMode(client)
      return 'one-way'
    })
}

/** How far the exchange's clock is ahead of this machine's, ms; half of the round trip is taken off. */
async function clockOffset(destination: Destination, now: () => number): Promise<number> {
  const client = publicClient(destination)
  const before = now()
  try {
    const answer: unknown = await client.fapiPublicGetTime()
    const serverTime = Number(typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'serverTime') : NaN)
    if (Number.isFinite(serverTime)) return Math.round(serverTime - (before + now()) / 2)
  } catch (error) {
    throw new Error(`does not answer: ${outcomeOf(error).text}. Look at the network and its proxy`)
  }
  throw new Error('answered without its time: is it the exchange that answers there?')
}

function checkOffset(offsetMs: number): string {
  const text = `this machine is ${Math.abs(offsetMs)} ms ${offsetMs > 0 ? 'behind' : 'ahead of'} the exchange`
  if (Math.abs(offsetMs) <= MAX_CLOCK_OFFSET_MS) return text
  throw new Error(`${text}, at most ${MAX_CLOCK_OFFSET_MS} ms are safe: let NTP set the clock`)
}
