/** Which coin a contract is over, and how many of it. */
import { expect, it } from 'vitest'
import { coinUnits } from '../../../src/connectors/market-ingest/coin-units.ts'

it.each([
  ['BTC', 'BTC', 1],
  ['1000PEPE', 'PEPE', 1_000],
  ['SHIB1000', 'SHIB', 1_000],
  ['1000000MOG', 'MOG', 1_000_000],
  ['1MBABYDOGE', 'BABYDOGE', 1_000_000],
  ['1INCH', '1INCH', 1],
  ['10SET', '10SET', 1],
  ['1000', '1000', 1],
  ['币安人生', '币安人生', 1],
])('%s → %s, %d of it', (base, coin, coins) => {
  expect(coinUnits(base)).toEqual({ coin, coins })
})
