/** Files that are read twice because they are too big to hold. */
import { expect, test } from 'vitest'
import { candleMinutes } from '../../../src/connectors/recordings/candle-minutes.ts'
import { scanCandles } from '../../../src/connectors/recordings/scan-candles.ts'
import { candleCsv, inFolder } from './candle-files.ts'
import { collect, MINUTE, START } from './corpus.ts'

const PRICES = { open: 1, high: 1.5, low: 0.5, close: 1, volume: 8 }
const GOOD = candleCsv([0, 1, 2].map((minute) => ({ time: START + minute * MINUTE, market: 'AAAUSDT', ...PRICES })))

/** More than one chunk of them. */
const BAD_LINES = 20_000

test('bad lines of many chunks before the first good one all come with the first minute', async () => {
  const bad = Array.from({ length: BAD_LINES }, (_, index) => `bad line number ${index}`).join('\n')
  await inFolder(async (write) => {
    const scan = await scanCandles(write('a.csv', GOOD.replace('\n', `\n${bad}\n`)), { maxHeldProblems: 10 })
    expect(scan.table).toBeNull()
    expect(scan.problems.total).toBe(BAD_LINES)
    const minutes = await collect(candleMinutes(scan))
    expect(minutes.map(({ problems }) => problems.length)).toEqual([BAD_LINES, 0, 0])
    expect(minutes[0]?.problems.at(-1)?.line).toBe(BAD_LINES + 1)
  })
})

test.each([
  ['a candle less', GOOD.slice(0, GOOD.lastIndexOf('\n'))],
  ['a new market', `${GOOD}\n${START + 3 * MINUTE},NEWUSDT,1,1,1,1,1`],
  ['another order', `${GOOD}\n${START - MINUTE},AAAUSDT,1,1,1,1,1`],
])('a file that changes between the readings is refused: %s', async (_, changed) => {
  await inFolder(async (write) => {
    const scan = await scanCandles(write('a.csv', GOOD), { maxHeldRows: 1 })
    write('a.csv', changed)
    await expect(collect(candleMinutes(scan))).rejects.toThrow(/a\.csv changed while it was played: start again/)
  })
})

test('an early end closes the file', async () => {
  await inFolder(async (write) => {
    const scan = await scanCandles(write('a.csv.gz', GOOD), { maxHeldRows: 1 })
    for await (const minute of candleMinutes(scan)) {
      expect(minute.time).toBe(START)
      break
    }
  })
})
