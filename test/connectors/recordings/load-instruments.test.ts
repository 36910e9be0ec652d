/** Terms from the file beside the recording, from the data, and the errors of such files. */
import { expect, test } from 'vitest'
import { instrumentsPath, loadInstruments } from '../../../src/connectors/recordings/load-instruments.ts'
import { scanCandles } from '../../../src/connectors/recordings/scan-candles.ts'
import { candleCsv, inFolder } from './candle-files.ts'
import { corpus, START } from './corpus.ts'

const PRICES = { open: 0.5, high: 1.25, low: 0.5, close: 1, volume: 20.5 }

async function instrumentsOf(markets: readonly string[], file?: string) {
  const csv = candleCsv(markets.map((market) => ({ time: START, market, ...PRICES })))
  return inFolder(async (write) => loadInstruments(file, await scanCandles(write('a.csv', csv))))
}

test.each([
  ['a/b.csv.gz', 'a/b.instruments.json'],
  ['b.csv', 'b.instruments.json'],
  ['b.CSV.GZ', 'b.instruments.json'],
  ['b.gz', 'b.instruments.json'],
  ['candles', 'candles.instruments.json'],
])('%s is described by %s', (candles, expected) => {
  expect(instrumentsPath(candles)).toBe(expected)
})

test('without a file: steps from the decimals, cautious terms, USDC twins as reference', async () => {
  const { file, markets, records, derived } = await instrumentsOf(['BBBUSDC', 'AAAUSDC', 'AAAUSDT'])
  expect(file).toBeNull()
  expect([...markets.values()].map(({ market, symbol, role }) => `${market} ${symbol} ${role}`)).toEqual([
    'BBBUSDC BBBUSDC TRADED',
    'AAAUSDC AAAUSDT REFERENCE',
    'AAAUSDT AAAUSDT TRADED',
  ])
  expect(records.map(({ symbol }) => symbol)).toEqual(['BBBUSDC', 'AAAUSDT'])
  expect(records[0]).toMatchObject({
    market: 'BBBUSDC',
    event_time: START,
    quote: 'USDC',
    tick_size: '0.01',
    step_size: '0.1',
    min_quantity: '0.1',
    min_notional: '5',
    max_leverage: 20,
    maker_fee_bps: 2,
    taker_fee_bps: 5,
  })
  expect(derived).toHaveLength(3)
  expect(derived[0]).toMatch(/^BBBUSDC: tick and step size from the decimals of the data; assumed: at most 20x/)
})

test('a file describes its markets; the others are derived', async () => {
  const { file, source, records, derived } = await instrumentsOf(
    ['AAAUSDT', 'ZZZ1'],
    corpus('instruments', 'good.json'),
  )
  expect(file).toBe(corpus('instruments', 'good.json'))
  expect(source).toBe('test')
  expect(records[0]).toMatchObject({ symbol: 'AAAUSDT', exchange: 'testex', tick_size: '0.1', event_time: START })
  expect(records[0]).not.toHaveProperty('role')
  expect(records[1]).toMatchObject({ symbol: 'ZZZ1', exchange: 'recording', quote: 'USDT' })
  expect(derived.map((text) => text.split(':')[0])).toEqual(['ZZZ1'])
})

test.each([
  ['broken.txt', /broken\.txt is not JSON/],
  ['zero-tick.json', /zero-tick\.json, markets\.0\.tick_size: must be a positive decimal as text/],
  ['falling-caps.json', /falling-caps\.json, markets\.0\.brackets: caps must rise/],
  ['unknown-role.json', /unknown-role\.json, markets\.0\.role: .*"BOTH"/],
  ['no-such-file.json', /cannot read .*no-such-file\.json/],
])('%s is refused', async (file, message) => {
  await expect(instrumentsOf(['AAAUSDT'], corpus('instruments', file))).rejects.toThrow(message)
})
