/** Every kind of bad candle file: which lines are refused, and that everything else arrives. */
import { describe, expect, test } from 'vitest'
import { candleMinutes } from '../../../src/connectors/recordings/candle-minutes.ts'
import type { CandleScan } from '../../../src/connectors/recordings/candle-scan.ts'
import { RecordingError } from '../../../src/connectors/recordings/errors.ts'
import type { Problem } from '../../../src/connectors/recordings/problem.ts'
import { scanCandles } from '../../../src/connectors/recordings/scan-candles.ts'
import { collect, corpus, MINUTE, START } from './corpus.ts'

/** Market and minute of every candle, in the order played. */
async function candles(scan: CandleScan): Promise<string[]> {
  const minutes = await collect(candleMinutes(scan))
  return minutes.flatMap(({ table, start, end }) =>
    Array.from({ length: end - start }, (_, index) => {
      const { market, time } = table.row(start + index)
      return `${scan.markets[market]?.market.slice(0, 1)}${(time - START) / MINUTE}`
    }),
  )
}

interface Case {
  readonly file: string
  readonly problems: readonly string[]
  readonly candles: string
}

const CASES: readonly Case[] = [
  {
    file: 'malformed-line.csv',
    problems: ['3 MALFORMED_LINE', '5 MALFORMED_LINE', '7 MALFORMED_LINE'],
    candles: 'A0 A1 A2 A4',
  },
  {
    file: 'not-a-number.csv',
    problems: [2, 4, 5, 6, 7, 8].map((line) => `${line} NOT_A_NUMBER`),
    candles: 'A0 A1',
  },
  { file: 'non-positive-price.csv', problems: [3, 4, 5].map((line) => `${line} NON_POSITIVE_PRICE`), candles: 'A0 A1' },
  { file: 'negative-volume.csv', problems: ['3 NEGATIVE_VOLUME'], candles: 'A0 A1 A2' },
  { file: 'high-below-low.csv', problems: ['3 HIGH_BELOW_LOW'], candles: 'A0 A1' },
  { file: 'outside-range.csv', problems: [3, 4, 5, 6].map((line) => `${line} OUTSIDE_RANGE`), candles: 'A0 A1' },
  {
    file: 'duplicate-candle.csv',
    problems: ['4 DUPLICATE_CANDLE', '7 DUPLICATE_CANDLE'],
    candles: 'A0 B0 A1 B1 A2',
  },
  { file: 'duplicate-unsorted.csv', problems: ['5 DUPLICATE_CANDLE', '6 DUPLICATE_CANDLE'], candles: 'A0 A1 A2 A3' },
  { file: 'unsorted.csv', problems: [], candles: 'A0 B0 A1 B2 A2' },
  { file: 'not-aligned.csv', problems: ['3 NOT_ALIGNED'], candles: 'A0 A1' },
  { file: 'bad-time.csv', problems: [3, 4, 5, 6].map((line) => `${line} BAD_TIME`), candles: 'A0 A1' },
  { file: 'bad-symbol.csv', problems: [3, 4, 5].map((line) => `${line} BAD_SYMBOL`), candles: 'A0 A1' },
  { file: 'unknown-columns.csv', problems: [], candles: 'A0 A1 A2' },
  { file: 'reordered-bom-crlf-blank.csv', problems: [], candles: 'A0 A1' },
  { file: 'gaps.csv', problems: [], candles: 'A0 B0 A1 A2 A10 B10 A11 A191' },
  { file: 'good.csv.gz', problems: [], candles: 'A0 A1 A2' },
]

describe.each(CASES)('$file', ({ file, problems, candles: expected }) => {
  test('refuses exactly the bad lines and keeps the rest', async () => {
    const reported: Problem[] = []
    const scan = await scanCandles(corpus('candles', file), { onProblem: (problem) => reported.push(problem) })
    expect(reported.map(({ line, code }) => `${line} ${code}`)).toEqual(problems)
    expect(scan.problems.kept).toEqual(reported)
    expect(scan.problems.total).toBe(problems.length)
    expect((await candles(scan)).join(' ')).toBe(expected)
    expect(scan.rows).toBe(expected.split(' ').length)
  })

  test('plays the same when it is streamed', async () => {
    const held = await scanCandles(corpus('candles', file))
    const limits = { maxHeldRows: 1, maxHeldProblems: 0 }
    if (!held.sorted) {
      await expect(scanCandles(held.file, limits)).rejects.toThrow(/line \d+: the candles are not in order of time/)
      return
    }
    const streamed = await scanCandles(held.file, limits)
    expect(streamed.table).toBeNull()
    expect({ ...streamed, problems: null, table: null }).toEqual({ ...held, problems: null, table: null })
    expect(await candles(streamed)).toEqual(await candles(held))
    const problemsOf = async (scan: CandleScan) =>
      (await collect(candleMinutes(scan))).map((minute) => [minute.time, minute.problems])
    expect(await problemsOf(streamed)).toEqual(await problemsOf(held))
  })
})

test.each([
  [
    'missing-columns.csv',
    'BAD_HEADER',
    /missing-columns\.csv: the header lacks the columns open_time_ms, high, low, close/,
  ],
  ['column-twice.csv', 'BAD_HEADER', /column-twice\.csv: the header names the columns open twice/],
  ['empty.csv', 'EMPTY', /empty\.csv is empty/],
  ['header-only.csv', 'EMPTY', /header-only\.csv has no good candle .*only a header/],
  ['only-bad-lines.csv', 'EMPTY', /only-bad-lines\.csv has no good candle \(2 bad lines\): line 2: 2 columns/],
  ['truncated.csv.gz', 'FILE_UNREADABLE', /cannot read .*truncated\.csv\.gz: unexpected end of file/],
  ['no-such-file.csv', 'FILE_UNREADABLE', /cannot read .*no-such-file\.csv: ENOENT/],
])('%s ends with %s', async (file, code, message) => {
  const error = await scanCandles(corpus('candles', file)).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(RecordingError)
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
})

test('a problem says what is wrong, with the line and the good line before it', async () => {
  const { file, problems } = await scanCandles(corpus('candles', 'bad-time.csv'))
  expect(problems.kept[0]).toEqual({
    code: 'BAD_TIME',
    message: expect.stringMatching(/^open_time_ms '1765800060' is neither .* epoch seconds: multiply by 1000$/),
    file,
    line: 3,
    text: '1765800060,AAAUSDT,1.0,1.2,0.9,1.1,8',
    near: START,
  })
  const first = await scanCandles(corpus('candles', 'not-a-number.csv'))
  expect(first.problems.kept[0]?.near).toBeNull()
})

test('gaps are measured over all markets and for each', async () => {
  const scan = await scanCandles(corpus('candles', 'gaps.csv'))
  const at = (minute: number) => START + minute * MINUTE
  expect(scan.gaps).toEqual([
    { from: at(3), to: at(10), missingMinutes: 7 },
    { from: at(12), to: at(191), missingMinutes: 179 },
  ])
  expect(scan.segments.map(({ from, to }) => [from, to])).toEqual([
    [at(0), at(3)],
    [at(10), at(12)],
    [at(191), at(192)],
  ])
  expect(scan.markets.map(({ market, gaps }) => [market, gaps.map((gap) => gap.missingMinutes)])).toEqual([
    ['AAAUSDT', [7, 179]],
    ['BBBUSDT', [9]],
  ])
  const countFrom = async (minGapMinutes: number) => (await scanCandles(scan.file, { minGapMinutes })).gapCount
  expect([await countFrom(7), await countFrom(8)]).toEqual([2, 1])
})

test('dead markets, unknown columns and sorting are told', async () => {
  const { markets } = await scanCandles(corpus('candles', 'dead-markets.csv'))
  expect(markets.map(({ dead }) => dead)).toEqual([null, 'its price never leaves 2', 'no volume'])
  const { header } = await scanCandles(corpus('candles', 'unknown-columns.csv'))
  expect(header.unknown).toEqual(['note', 'trades'])
  const unsorted = await scanCandles(corpus('candles', 'unsorted.csv'))
  expect(unsorted.sorted).toBe(false)
  expect([unsorted.firstTime, unsorted.lastTime]).toEqual([START, START + 2 * MINUTE])
})
