/** A recording as one stream: instruments first, everything in order of time, resumable, with its dead letters. */
import avro from 'avsc'
import { expect, test } from 'vitest'
import {
  type RecordingOptions,
  type RecordingSource,
  recordingSource,
} from '../../../src/connectors/recordings/recording-source.ts'
import type { SourceRecord } from '../../../src/connectors/source-record.ts'
import { SCHEMAS } from '../../../src/records/generated.ts'
import { candleCsv, inFolder } from './candle-files.ts'
import { collect, corpus, MINUTE, START } from './corpus.ts'

const PRICES = { open: 1, high: 1.5, low: 0.5, close: 1, volume: 8 }
/** Minutes 0, 1 and 9 of two markets, with a bad line after the first candle and one at the end. */
const CANDLES = `${candleCsv(
  [0, 1, 9].flatMap((minute) =>
    ['AAAUSDT', 'BBBUSDT'].map((market) => ({ time: START + minute * MINUTE, market, ...PRICES })),
  ),
).replace('\n', '\nbad first\n')}\nbad last\n`

function signal(id: string, minute: number, symbol = 'AAAUSDT'): string {
  const event_time = START + minute * MINUTE
  return JSON.stringify({ signal_id: id, event_time, symbol, action: 'BUY', confidence: 0.7 })
}

const SIGNALS = [
  signal('late', 9.75, 'NOSUCH'),
  signal('early', 0.1),
  '{',
  signal('gap', 5, 'BBBUSDT'),
  signal('before', -1),
  signal('tie', 1),
].join('\n')

type Options = Omit<RecordingOptions, 'candles' | 'signals'>

async function withSource<Result>(options: Options, use: (source: RecordingSource) => Promise<Result>) {
  return inFolder(async (write) => {
    const candles = write('c.csv', CANDLES)
    return use(await recordingSource({ candles, signals: write('s.jsonl', SIGNALS), ...options }))
  })
}

/** `topic key minutes`, ticks left out. */
function others(batches: readonly (readonly SourceRecord[])[]): string[] {
  const rest = batches.flat().filter(({ topic }) => topic !== 'market.tick')
  return rest.map(({ topic, key, timestamp }) => `${topic} ${key} ${(timestamp - START) / MINUTE}`)
}

test('instruments first, then ticks, signals and dead letters in order of time', async () => {
  const batches = await withSource({}, (source) => collect(source.open()))
  expect(others(batches)).toEqual([
    'instrument AAAUSDT 0',
    'instrument BBBUSDT 0',
    'dead.letter c.csv 0',
    'ai.signal AAAUSDT 0.1',
    'dead.letter s.jsonl 0.1',
    'ai.signal AAAUSDT 1',
    'ai.signal BBBUSDT 5',
    'dead.letter s.jsonl 5',
    'dead.letter c.csv 9',
    'ai.signal NOSUCH 9.75',
  ])
  expect(batches.flat()).toHaveLength(10 + 3 * 2 * 4)
})

test('records are in order of time, batches share no instant, and each conforms to its schema', async () => {
  const batches = await withSource({}, (source) => collect(source.open()))
  const times = batches.map((batch) => batch.map(({ timestamp }) => timestamp))
  for (const batch of times) expect(batch).toEqual(batch.toSorted((a, b) => a - b))
  for (const [index, batch] of times.entries()) {
    if (index > 0) expect(batch[0]).toBeGreaterThan(times[index - 1]?.at(-1) ?? 0)
  }
  for (const { topic, value, timestamp } of batches.flat()) {
    expect(typeOf(topic).isValid(value), topic).toBe(true)
    expect(value).toMatchObject({ event_time: timestamp })
  }
})

function typeOf(topic: string): avro.Type {
  const found = Object.entries(SCHEMAS).find(([name]) => name === topic)
  if (found === undefined) throw new Error(`no topic ${topic}`)
  const schema: avro.Schema = JSON.parse(JSON.stringify(found[1]))
  return avro.Type.forSchema(schema, { wrapUnions: 'never' })
}

test('a dead letter names file, line and reason, and holds the line', async () => {
  const batches = await withSource({}, (source) => collect(source.open()))
  const letters = batches.flat().filter(({ topic }) => topic === 'dead.letter')
  expect(letters[0]).toEqual({
    topic: 'dead.letter',
    key: 'c.csv',
    timestamp: START,
    source: 'recordings:c.csv',
    value: {
      topic: 'c.csv',
      event_time: START,
      partition: -1,
      offset: 2,
      value: Buffer.from('bad first'),
      error_code: 'MALFORMED_LINE',
      error: 'c.csv, line 2: 1 columns where the header has 7',
    },
  })
  expect(letters.map(({ value }) => ('error_code' in value ? value.error_code : null))).toEqual([
    'MALFORMED_LINE',
    'BROKEN_JSON',
    'SIGNAL_OUTSIDE_RECORDING',
    'MALFORMED_LINE',
  ])
})

test('it goes on after any number of records, from memory and streamed', async () => {
  const whole = (await withSource({}, (source) => collect(source.open()))).flat()
  for (const scan of [{}, { maxHeldRows: 0 }]) {
    await withSource({ scan }, async (source) => {
      for (let skip = 0; skip <= whole.length + 1; skip += 1) {
        expect((await collect(source.open(skip))).flat()).toEqual(whole.slice(skip))
      }
    })
  }
})

test('a range and symbols choose; signals of symbols not chosen are left out, of unknown ones not', async () => {
  const range = { from: START + MINUTE, to: START + 9.5 * MINUTE, symbols: ['BBBUSDT'] }
  const batches = await withSource(range, (source) => collect(source.open()))
  expect(others(batches)).toEqual([
    'instrument BBBUSDT 1',
    'dead.letter s.jsonl 1',
    'ai.signal BBBUSDT 5',
    'dead.letter s.jsonl 5',
    'dead.letter c.csv 9',
  ])
  expect(batches.flat().filter(({ topic }) => topic === 'market.tick')).toHaveLength(2 * 4)
})

test('instruments come before a signal that comes before the first candle of the range', async () => {
  const batches = await withSource({ from: START + 3 * MINUTE }, (source) => collect(source.open()))
  expect(others(batches).slice(0, 4)).toEqual([
    'instrument AAAUSDT 3',
    'instrument BBBUSDT 3',
    'dead.letter s.jsonl 3',
    'ai.signal BBBUSDT 5',
  ])
})

test.each([
  [
    { from: START + 3 * MINUTE, to: START + 8 * MINUTE },
    /no candle that opens in the range; it covers 2025-12-15T12:00/,
  ],
  [{ from: START + 60 * MINUTE }, /no candle that opens in the range/],
  [{ from: START + MINUTE, to: START + MINUTE }, /is not before to/],
  [{ symbols: ['NOSUCH'] }, /c\.csv has no NOSUCH; it has AAAUSDT, BBBUSDT/],
])('%j is refused', async (options, message) => {
  await expect(withSource(options, async () => null)).rejects.toThrow(message)
})

test('the summary says what the data is', async () => {
  const summary = await withSource({}, async (source) => source.summary)
  expect(summary).toMatchObject({
    candles: 6,
    from: START,
    to: START + 10 * MINUTE,
    gaps: [{ from: START + 2 * MINUTE, to: START + 9 * MINUTE, missingMinutes: 7 }],
    marketGaps: [],
    traded: ['AAAUSDT', 'BBBUSDT'],
    reference: [],
    dead: [],
    funding: 'none',
    sortedInMemory: false,
    problems: { total: 4, byCode: { MALFORMED_LINE: 2, BROKEN_JSON: 1, SIGNAL_OUTSIDE_RECORDING: 1 } },
    signals: { form: 'JSON', count: 4, leftOut: 0 },
  })
  expect(JSON.parse(JSON.stringify(summary))).toEqual(summary)
})

test('the fingerprint depends on bytes, range and symbols, and on nothing else', async () => {
  const print = (options: Options) => withSource(options, async (source) => source.fingerprint)
  const plain = await print({})
  expect(plain).toMatch(/^[0-9a-f]{64}$/)
  expect(await print({})).toBe(plain)
  expect(await print({ symbols: ['BBBUSDT', 'AAAUSDT'] })).toBe(await print({ symbols: ['AAAUSDT', 'BBBUSDT'] }))
  const changed = [{ from: START + MINUTE }, { to: START + MINUTE }, { symbols: ['AAAUSDT'] }]
  const prints = await Promise.all(changed.map(print))
  expect(new Set([plain, ...prints]).size).toBe(4)
  const other = await recordingSource({ candles: corpus('candles', 'gaps.csv') })
  expect(other.fingerprint).not.toBe(plain)
})
