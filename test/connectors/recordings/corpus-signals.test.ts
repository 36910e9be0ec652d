/** Every kind of bad signals file: which lines are refused, and that everything else arrives. */
import { describe, expect, test } from 'vitest'
import { readSignals } from '../../../src/connectors/recordings/read-signals.ts'
import { corpus, MINUTE, START } from './corpus.ts'

const CASES = [
  { file: 'good.jsonl', problems: [], signals: 2 },
  { file: 'broken-json.jsonl', problems: ['2 BROKEN_JSON', '3 BROKEN_JSON', '4 BROKEN_JSON'], signals: 2 },
  { file: 'missing-fields.jsonl', problems: [1, 2, 3, 4, 5, 6].map((line) => `${line} MISSING_FIELD`), signals: 1 },
  {
    file: 'bad-fields.jsonl',
    problems: ['2 BAD_FIELD', '3 BAD_FIELD', '4 BAD_FIELD', '5 BAD_FIELD', '6 BAD_TIME', '7 BAD_TIME', '8 BAD_TIME'],
    signals: 1,
  },
  { file: 'unknown-action.jsonl', problems: ['1 UNKNOWN_ACTION', '2 UNKNOWN_ACTION'], signals: 1 },
  { file: 'bad-confidence.jsonl', problems: [1, 2, 3, 4].map((line) => `${line} BAD_CONFIDENCE`), signals: 2 },
  { file: 'unsorted.jsonl', problems: [], signals: 3 },
  { file: 'good.csv', problems: [], signals: 2 },
  {
    file: 'bad-lines.csv',
    problems: ['3 MALFORMED_LINE', '4 MALFORMED_LINE', '5 BAD_TIME', '6 BAD_CONFIDENCE', '7 MISSING_FIELD'],
    signals: 2,
  },
  { file: 'empty.jsonl', problems: [], signals: 0 },
]

describe.each(CASES)('$file', ({ file, problems, signals }) => {
  test('refuses exactly the bad lines and keeps the rest', async () => {
    const read = await readSignals(corpus('signals', file))
    expect(read.problems.map(({ line, code }) => `${line} ${code}`)).toEqual(problems)
    expect(read.records).toHaveLength(signals)
  })
})

test('JSON lines: every field is taken, absent ones get their defaults', async () => {
  const { form, records } = await readSignals(corpus('signals', 'good.jsonl'))
  expect(form).toBe('JSON')
  expect(records[0]).toEqual({
    topic: 'ai.signal',
    key: 'AAAUSDT',
    timestamp: START + MINUTE,
    source: 'recordings:good.jsonl',
    value: {
      symbol: 'AAAUSDT',
      event_time: START + MINUTE,
      signal_id: 's-1',
      action: 'BUY',
      confidence: 0.7,
      timeframe: '5m',
      model: 'lstm',
      model_version: '2',
      reason: 'up',
      reference_price: 1.1,
      tick_time: START + MINUTE - 1,
    },
  })
  expect(records[1]?.value).toMatchObject({
    event_time: START + 2 * MINUTE,
    signal_id: 'good.jsonl:3',
    action: 'SELL',
    model: 'good',
    timeframe: 'unknown',
    reason: null,
  })
})

test('CSV: ISO and epoch times, any case, quoted cells, symbols without a market', async () => {
  const { form, records } = await readSignals(corpus('signals', 'good.csv'))
  expect(form).toBe('CSV')
  expect(records.map(({ value }) => [value.event_time, value.symbol, value.action, value.reason])).toEqual([
    [START + MINUTE, 'AAAUSDT', 'BUY', 'a, b'],
    [START + 2 * MINUTE, 'NOSUCHUSDT', 'HOLD', null],
  ])
})

test('unsorted signals come in order of time, equal ones in the order of the file', async () => {
  const { records } = await readSignals(corpus('signals', 'unsorted.jsonl'))
  expect(records.map(({ value }) => value.signal_id)).toEqual(['a', 'b', 'c'])
})

test('signals outside of the recording are problems, those outside of the range are left out', async () => {
  const file = corpus('signals', 'outside-recording.jsonl')
  const period = { from: START, to: START + 3 * MINUTE }
  const read = await readSignals(file, { period })
  expect(read.problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
    '1 SIGNAL_OUTSIDE_RECORDING',
    '3 SIGNAL_OUTSIDE_RECORDING',
  ])
  expect(read.problems[1]?.message).toBe(
    '2025-12-15T12:03:00.000Z is outside of the recording, 2025-12-15T12:00:00.000Z to 2025-12-15T12:03:00.000Z',
  )
  const ranged = await readSignals(file, { period, from: START + 2 * MINUTE })
  expect(ranged.records.map(({ timestamp }) => timestamp)).toEqual([START + 3 * MINUTE - 1])
  expect(ranged.leftOut).toBe(1)
})

test.each([
  [
    'missing-columns.csv',
    /missing-columns\.csv is neither JSON lines nor CSV of signals: its header lacks timestamp, symbol, confidence/,
  ],
  ['json-array.txt', /json-array\.txt is a JSON array: write one JSON object a line/],
  ['no-such-file.csv', /cannot read .*no-such-file\.csv: ENOENT/],
])('%s is refused as a whole', async (file, message) => {
  await expect(readSignals(corpus('signals', file))).rejects.toThrow(message)
})
