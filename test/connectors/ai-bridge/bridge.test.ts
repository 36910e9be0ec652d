/** The bridge without Kafka, against real servers: what becomes of an interval, whatever the engine does. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AiBridge, type BridgeOptions } from '../../../src/connectors/ai-bridge/bridge.ts'
import { BridgeStats } from '../../../src/connectors/ai-bridge/bridge-stats.ts'
import { DEFAULT_GUARDS, guardedEngine } from '../../../src/connectors/ai-bridge/guarded-engine.ts'
import type { Interval } from '../../../src/connectors/ai-bridge/questions.ts'
import { NOW, served } from '../ai-engine/served.ts'
import { ANSWER, answering, type Behaviour, deadUrl, misbehaving } from './misbehaving.ts'

const FRAME = 60_000
const never = new AbortController().signal
const PLACE = { partition: 3, offset: 42 }

const INTERVAL: Interval = {
  symbol: 'GALAUSDT',
  endMs: NOW,
  count: 1,
  volume: 5,
  tick: {
    symbol: 'GALAUSDT',
    event_time: NOW + 7,
    exchange: 'test',
    market: 'GALAUSDT',
    role: 'TRADED',
    price: 0.0061,
    volume: 1,
    change_24h_pct: 4,
    ingest_time: NOW + 8,
  },
  candles: Array.from({ length: 30 }, (_, i) => {
    const close = 0.0061 * 1.01 ** (i - 29)
    return { openTime: NOW - (30 - i) * FRAME, open: close / 1.01, high: close, low: close / 1.01, close, volume: 5 }
  }),
}

function bridged(url: string, change: Partial<BridgeOptions> = {}) {
  const stats = new BridgeStats()
  const engine = guardedEngine(url, { ...DEFAULT_GUARDS, retries: 0 }, () => undefined)
  let nowMs = NOW + 10
  // Each look at the clock finds it 5 ms on.
  const now = () => {
    nowMs += 5
    return nowMs
  }
  const options = { engine, timeframe: '1m', maxAgeMs: 1_000, hasFallback: true, isPlain: false, stats, now, ...change }
  const bridge = new AiBridge(options)
  return { bridge, stats, answer: (interval = INTERVAL) => bridge.answer(interval, PLACE, never) }
}

describe('an interval', () => {
  it('becomes the signal of our own engine, warm at the first question because it is sent the candles', async () => {
    const { url } = await served()
    const { answer, stats } = bridged(url)
    const outcome = await answer()
    expect(outcome).toMatchObject({
      letter: null,
      signal: {
        symbol: 'GALAUSDT',
        signal_id: `GALAUSDT-1m-${NOW}`,
        action: 'BUY',
        timeframe: '1m',
        model: 'baseline-ensemble',
        model_version: '1',
        reference_price: 0.0061,
        tick_time: NOW + 7,
        reason: expect.stringMatching(/momentum up/),
      },
    })
    expect(outcome?.signal?.event_time).toBeGreaterThan(NOW + 7)
    expect(stats.look()).toMatchObject({ asked: 1, answered: 1, fallbacks: 0, letters: 0, failures: {} })
  })

  it('is told to a plain engine in the four fields of the contract, and with time and candles to others', async () => {
    const server = await misbehaving(answering(ANSWER))
    await bridged(server.url, { isPlain: true }).answer()
    await bridged(server.url).answer()
    const [plain, whole] = server.asked.map((body) => JSON.parse(body))
    expect(plain).toEqual({ symbol: 'GALAUSDT', price: 0.0061, volume: 5, timeframe: '1m' })
    expect(whole).toMatchObject({ ...plain, event_time: NOW + 7 })
    expect(whole.candles).toHaveLength(30)
    expect(whole.candles[29]).toMatchObject({ open_time: NOW - FRAME, close: 0.0061, volume: 5 })
  })

  it('gets the fallback from an engine that is down, with the reason in words', async () => {
    const { answer, stats } = bridged(await deadUrl())
    expect(await answer()).toMatchObject({
      letter: null,
      signal: {
        signal_id: `GALAUSDT-1m-${NOW}`,
        action: 'BUY',
        confidence: 0.54,
        model: 'fallback',
        model_version: null,
        reason: expect.stringMatching(/^UNREACHABLE: .*ECONNREFUSED.*; 24 h change \+4\.00 %$/),
      },
    })
    expect(stats.look()).toMatchObject({
      asked: 1,
      answered: 0,
      fallbacks: 1,
      failures: { UNREACHABLE: 1 },
      lastFailure: { code: 'UNREACHABLE', symbol: 'GALAUSDT' },
    })
  })

  it('gets the fallback from an engine that lies, and what it said lies in a dead letter', async () => {
    const lie = { ...ANSWER, symbol: 'BTCUSDT' }
    const { answer } = bridged((await misbehaving(answering(lie))).url)
    const outcome = await answer()
    expect(outcome?.signal).toMatchObject({ model: 'fallback', reason: expect.stringMatching(/^WRONG_SYMBOL: /) })
    expect(outcome?.letter).toEqual({
      topic: 'market.tick',
      event_time: NOW + 7,
      partition: 3,
      offset: 42,
      key: Buffer.from('GALAUSDT'),
      value: Buffer.from(JSON.stringify(lie)),
      topology: 'ai-bridge',
      error_code: 'WRONG_SYMBOL',
      error:
        'GALAUSDT 1m, the interval that ended at 2025-12-01T00:00:00.000Z: asked about GALAUSDT, answered about "BTCUSDT"',
    })
  })

  it('without a fallback becomes a dead letter that says why there is no signal', async () => {
    const { answer, stats } = bridged(await deadUrl(), { hasFallback: false })
    expect(await answer()).toMatchObject({ signal: null, letter: { value: null, error_code: 'UNREACHABLE' } })
    expect(stats.look()).toMatchObject({ fallbacks: 0, letters: 1 })
  })

  it('that was given up has no outcome: it is asked about again', async () => {
    const { bridge, stats } = bridged((await misbehaving(() => undefined)).url)
    expect(await bridge.answer(INTERVAL, PLACE, AbortSignal.abort())).toBeNull()
    expect(stats.look()).toMatchObject({ failures: {}, fallbacks: 0 })
  })

  it('is too old a moment after its time is up: nobody is asked, and the intervals passed over are counted', async () => {
    const server = await misbehaving(answering(ANSWER))
    const at = (nowMs: number, maxAgeMs: number) => bridged(server.url, { maxAgeMs, now: () => nowMs })
    expect(await at(NOW + 1_000, 1_000).answer()).toMatchObject({ signal: { model: 'other' } })
    const late = at(NOW + 1_001, 1_000)
    expect(await late.answer({ ...INTERVAL, count: 12 })).toEqual({ signal: null, letter: null })
    expect(late.stats.look()).toMatchObject({ skippedIntervals: 12, asked: 0 })
    expect(await at(NOW * 2, Number.POSITIVE_INFINITY).answer()).toMatchObject({ signal: { model: 'other' } })
    expect(server.asked).toHaveLength(2)
  })
})

/** What a flapping engine does with a question, and what must come of it. */
const MOODS: Readonly<Record<string, readonly [Behaviour, code: string | null, isLie: boolean]>> = {
  well: [answering(ANSWER), null, false],
  down: [(request) => request.socket.destroy(), 'UNREACHABLE', false],
  failing: [answering('', 503), 'ENGINE_FAILED', false],
  refusing: [answering('', 422), 'ENGINE_REFUSED', false],
  html: [answering('<html>'), 'NOT_JSON', true],
  lying: [answering({ ...ANSWER, symbol: 'BTCUSDT' }), 'WRONG_SYMBOL', true],
  bragging: [answering({ ...ANSWER, confidence: 1.5 }), 'CONFIDENCE_OUT_OF_RANGE', true],
}

it('has an outcome and a count for every question, however the engine flaps', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(MOODS)), { minLength: 1, maxLength: 25 }),
      async (moods) => {
        const server = await misbehaving((request, response, nth) =>
          MOODS[moods[nth - 1] ?? 'well']?.[0](request, response, nth),
        )
        // The circuit has a test of its own: here every question is to reach the engine.
        const guards = { ...DEFAULT_GUARDS, retries: 0, breakAfter: 1_000 }
        const { answer, stats } = bridged(server.url, { engine: guardedEngine(server.url, guards, () => undefined) })
        for (const mood of moods) {
          const [, code, isLie] = MOODS[mood] ?? expect.fail(mood)
          const outcome = await answer()
          expect(outcome?.signal?.model).toBe(code === null ? 'other' : 'fallback')
          expect(outcome?.signal?.reason?.split(':')[0]).toBe(code ?? 'because')
          expect(outcome?.letter?.error_code ?? null).toBe(isLie ? code : null)
        }
        const { asked, answered, fallbacks, letters, failures } = stats.look()
        expect(asked).toBe(moods.length)
        expect(answered + fallbacks).toBe(asked)
        expect(letters).toBe(moods.filter((mood) => MOODS[mood]?.[2]).length)
        expect(Object.values(failures).reduce((sum, count) => sum + count, 0)).toBe(fallbacks)
      },
    ),
    { numRuns: 8 },
  )
})
