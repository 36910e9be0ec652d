/** Candles become ticks by the rule, and come back from a file unchanged whatever it looks like. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { candleTicks } from '../../../src/connectors/recordings/candle-ticks.ts'
import { loadInstruments } from '../../../src/connectors/recordings/load-instruments.ts'
import { scanCandles } from '../../../src/connectors/recordings/scan-candles.ts'
import type { SourceRecord } from '../../../src/connectors/source-record.ts'
import { type Candle, COLUMN_NAMES, candleCsv, inFolder } from './candle-files.ts'
import { collect, MINUTE, START } from './corpus.ts'

type Options = Omit<Parameters<typeof candleTicks>[1], 'markets'> & { readonly maxHeldRows?: number }

async function ticksOf(file: string, { maxHeldRows = 1000, ...range }: Options = {}) {
  const scan = await scanCandles(file, { maxHeldRows })
  const { markets } = await loadInstruments(undefined, scan)
  return collect(candleTicks(scan, { ...range, markets }))
}

/** `+15s AAAUSDC>AAAUSDT REFERENCE 1.2 x2` */
function brief(record: SourceRecord): string {
  const tick = record.value
  if (!('price' in tick && 'market' in tick && 'role' in tick && 'volume' in tick)) return 'not a tick'
  const { market, role, price, volume } = tick
  return `+${(record.timestamp - START) / 1000}s ${market}>${record.key} ${role} ${price} x${volume}`
}

const UP = { open: 1, high: 1.5, low: 0.5, close: 1, volume: 8 }
const DOWN = { open: 1.2, high: 1.5, low: 0.5, close: 1, volume: 2 }

test('open; low and high when it closed up or even, else high and low; close; a quarter of the volume each', async () => {
  const csv = candleCsv([
    { time: START, market: 'BBBUSDT', ...DOWN },
    { time: START, market: 'AAAUSDT', ...UP },
    { time: START, market: 'AAAUSDC', ...UP, open: 0.9 },
  ])
  const batches = await inFolder((write) => ticksOf(write('a.csv', csv)))
  expect(batches).toHaveLength(1)
  expect(batches[0]?.map(brief)).toEqual([
    '+0s AAAUSDC>AAAUSDT REFERENCE 0.9 x2',
    '+0s AAAUSDT>AAAUSDT TRADED 1 x2',
    '+0s BBBUSDT>BBBUSDT TRADED 1.2 x0.5',
    '+15s AAAUSDC>AAAUSDT REFERENCE 0.5 x2',
    '+15s AAAUSDT>AAAUSDT TRADED 0.5 x2',
    '+15s BBBUSDT>BBBUSDT TRADED 1.5 x0.5',
    '+30s AAAUSDC>AAAUSDT REFERENCE 1.5 x2',
    '+30s AAAUSDT>AAAUSDT TRADED 1.5 x2',
    '+30s BBBUSDT>BBBUSDT TRADED 0.5 x0.5',
    '+59.999s AAAUSDC>AAAUSDT REFERENCE 1 x2',
    '+59.999s AAAUSDT>AAAUSDT TRADED 1 x2',
    '+59.999s BBBUSDT>BBBUSDT TRADED 1 x0.5',
  ])
  expect(batches[0]?.[0]).toEqual({
    topic: 'market.tick',
    key: 'AAAUSDT',
    timestamp: START,
    source: 'recordings:a.csv',
    value: {
      symbol: 'AAAUSDT',
      event_time: START,
      exchange: 'recording',
      market: 'AAAUSDC',
      role: 'REFERENCE',
      price: 0.9,
      volume: 2,
      ingest_time: START,
    },
  })
})

test('a range takes whole candles; a symbol takes its reference market along', async () => {
  const csv = candleCsv(
    [0, 1, 2].flatMap((minute) =>
      ['AAAUSDT', 'AAAUSDC', 'BBBUSDT'].map((market) => ({ time: START + minute * MINUTE, market, ...UP })),
    ),
  )
  await inFolder(async (write) => {
    const file = write('a.csv', csv)
    const ranged = await ticksOf(file, { from: START + 1, to: START + 2 * MINUTE })
    expect(ranged.map((batch) => batch[0]?.timestamp)).toEqual([START + MINUTE])
    const chosen = (await ticksOf(file, { symbols: ['AAAUSDT'] })).flat()
    expect(new Set(chosen.map(({ key }) => key))).toEqual(new Set(['AAAUSDT']))
    expect(chosen).toHaveLength(3 * 2 * 4)
    await expect(ticksOf(file, { symbols: ['CCCUSDT', 'BBBUSDT'] })).rejects.toThrow(
      /a\.csv has no CCCUSDT; it has AAAUSDT, BBBUSDT/,
    )
  })
})

const MARKETS = ['AAAUSDC', 'AAAUSDT', 'BBBUSDC', 'CCCUSDT'] as const
const price = fc.integer({ min: 1, max: 99_999 }).map((ticks) => ticks / 1000)

const candle: fc.Arbitrary<Candle> = fc
  .record({
    minute: fc.nat(30),
    market: fc.constantFrom(...MARKETS),
    prices: fc.tuple(price, price, price, price),
    volume: fc.nat(1_000_000).map((units) => units / 10),
    closesUp: fc.boolean(),
  })
  .map(({ minute, market, prices, volume, closesUp }) => {
    const [low, a, b, high] = prices.toSorted((x, y) => x - y)
    const [open, close] = closesUp ? [a, b] : [b, a]
    const edges = { low: low ?? 1, high: high ?? 1, open: open ?? 1, close: close ?? 1 }
    return { time: START + minute * MINUTE, market, ...edges, volume }
  })

const candles = fc.uniqueArray(candle, {
  selector: ({ time, market }) => `${time} ${market}`,
  minLength: 1,
  maxLength: 40,
})

/** What the ticks of candles must be, said once more and simply. */
function expectedTicks(all: readonly Candle[]): string[] {
  const known = new Set(all.map(({ market }) => market))
  const ticks = all.flatMap(({ time, market, open, high, low, close, volume }) => {
    const twin = market.replace(/USDC$/, 'USDT')
    const key = known.has(twin) ? twin : market
    const inner = close >= open ? [low, high] : [high, low]
    return [open, ...inner, close].map((value, index) => ({
      time: time + ([0, 15_000, 30_000, 59_999][index] ?? 0),
      key,
      market,
      text: `${market}>${key} ${key === market ? 'TRADED' : 'REFERENCE'} ${value} x${volume / 4}`,
    }))
  })
  const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)
  return ticks
    .sort((a, b) => a.time - b.time || order(a.key, b.key) || order(a.market, b.market))
    .map(({ time, text }) => `+${(time - START) / 1000}s ${text}`)
}

const columns = fc.shuffledSubarray([...COLUMN_NAMES], { minLength: COLUMN_NAMES.length })

test('candles written in any order of rows and columns, packed or not, held or streamed, give their ticks', async () => {
  const form = fc.record({ columns, zipped: fc.boolean(), streamed: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(candles, form, async (all, { columns: order, zipped, streamed }) => {
      const rows = streamed ? all.toSorted((a, b) => a.time - b.time) : all
      await inFolder(async (write) => {
        const file = write(zipped ? 'a.csv.gz' : 'a.csv', candleCsv(rows, order))
        const batches = await ticksOf(file, { maxHeldRows: streamed ? 0 : 1000 })
        expect(batches.flat().map(brief)).toEqual(expectedTicks(all))
        for (const batch of batches) expect(new Set(batch.map((tick) => minuteOf(tick))).size).toBe(1)
        const minutes = batches.map((batch) => minuteOf(batch[0]))
        expect(minutes).toEqual([...new Set(minutes)])
      })
    }),
    { numRuns: 60 },
  )
})

function minuteOf(record: SourceRecord | undefined): number {
  return Math.floor((record?.timestamp ?? 0) / MINUTE)
}

test('the volume of the ticks is the volume of the candles, to the last bit of each candle', async () => {
  await fc.assert(
    fc.asyncProperty(candles, async (all) => {
      const ticks = (await inFolder((write) => ticksOf(write('a.csv', candleCsv(all))))).flat()
      const volumes = new Map<string, number>()
      for (const { timestamp, value } of ticks) {
        if (!('market' in value && 'volume' in value)) throw new Error('not a tick')
        const id = `${timestamp - (timestamp % MINUTE)} ${value.market}`
        volumes.set(id, (volumes.get(id) ?? 0) + Number(value.volume))
      }
      expect(volumes).toEqual(new Map(all.map(({ time, market, volume }) => [`${time} ${market}`, volume])))
    }),
    { numRuns: 30 },
  )
})

test('skipping n records leaves the rest unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(candles, fc.nat(180), async (all, skipRecords) => {
      await inFolder(async (write) => {
        const file = write('a.csv', candleCsv(all))
        const whole = (await ticksOf(file)).flat()
        expect((await ticksOf(file, { skipRecords })).flat()).toEqual(whole.slice(skipRecords))
      })
    }),
    { numRuns: 30 },
  )
})
