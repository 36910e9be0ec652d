/** The user data stream through the real ccxt client: every change wakes its symbol, and a cut is survived. */
import { expect, onTestFinished, test } from 'vitest'
import { followUserStream, leasedStream } from '../../../src/connectors/gateway/binance/user-stream.ts'
import { sleep } from '../../../src/runtime/kafka/client/sleep.ts'
import { tradeByHand } from '../../venue/engine/happenings.ts'
import { startVenue, TEST_CREDENTIALS } from '../../venue/venue-server.ts'

async function followed(isAlive = true) {
  const venue = await startVenue()
  const stopping = new AbortController()
  const symbols: string[] = []
  const errors: string[] = []
  const stream = leasedStream({ ...TEST_CREDENTIALS, urls: venue.urls, leaseIsAlive: () => isAlive })
  const ended = followUserStream({
    stream,
    onSymbol: (symbol) => symbols.push(symbol),
    onError: (text) => errors.push(text),
    againMs: 20,
    signal: stopping.signal,
    sleep,
  })
  onTestFinished(async () => {
    stopping.abort()
    await ended
    await venue.close()
  })
  return { venue, symbols, errors }
}

test('every order that changes wakes its symbol, also after the connection was cut', async () => {
  const { venue, symbols } = await followed()
  const isHeard = async (symbol: string) => {
    await expect
      .poll(
        () => {
          tradeByHand(venue.venue, symbol, 'BUY', 1)
          return symbols
        },
        { timeout: 20_000 },
      )
      .toContain(symbol)
  }
  await isHeard('AAAUSDT')
  venue.streams.disconnect()
  await isHeard('ETHUSDT')
})

test('without the lease nothing is signed, and that is told without addresses', async () => {
  const { venue, errors } = await followed(false)
  await expect.poll(() => errors, { timeout: 20_000 }).toContainEqual(expect.stringContaining('nothing is signed'))
  expect(venue.desk.served.filter(({ request }) => request.includes('listenKey'))).toEqual([])
})
