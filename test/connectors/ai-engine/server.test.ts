/** The served engine over real HTTP: contract, warming up, refusals, health, bounds and shutdown. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MAX_CANDLES } from '../../../src/connectors/ai-engine/contract.ts'
import { DEFAULT_BASELINE_PARAMS } from '../../../src/domain/baseline.ts'
import { inProject } from '../../support/project-root.ts'
import { NOW, risingCandles, served } from './served.ts'

const MINUTE = 60_000
const QUESTION = { symbol: 'GALAUSDT', price: 0.006, volume: 10, timeframe: '1m' }
const SIGNAL = '/api/ai/signal'
const CANDLES = '/api/ai/candles'

describe('POST /api/ai/signal', () => {
  it('warms up on the prices it is asked with, one candle a minute, and then advises', async () => {
    const { post, clock } = await served()
    expect((await post(SIGNAL, QUESTION)).body).toEqual({
      symbol: 'GALAUSDT',
      timeframe: '1m',
      action: 'HOLD',
      confidence: 0,
      model: 'baseline-ensemble',
      model_version: '1',
      reason: 'WARMING_UP',
      detail: '0 of 30 closed candles seen',
      candles: 0,
      candles_needed: 30,
      candle_end: null,
      reference_price: 0.006,
      event_time: NOW,
      price_taken: true,
    })
    for (let i = 1; i <= 29; i++) {
      clock.nowMs = NOW + i * MINUTE
      const { body } = await post(SIGNAL, { ...QUESTION, price: 0.006 * 1.01 ** i })
      expect(body).toMatchObject({ action: 'HOLD', reason: 'WARMING_UP', candles: i })
    }
    clock.nowMs = NOW + 30 * MINUTE
    const { status, body } = await post(SIGNAL, { ...QUESTION, price: 0.01 })
    expect(status).toBe(200)
    expect(body).toMatchObject({ action: 'BUY', candles: 30, candle_end: NOW + 30 * MINUTE, detail: null })
    expect(body.confidence).toBeGreaterThan(0.6)
    expect(body.reason).toMatch(/momentum up/)
  })

  it('advises at the first question that brings its candles along, and the same on each repetition', async () => {
    const { post } = await served()
    const question = { ...QUESTION, candles: risingCandles(30, NOW, MINUTE), event_time: NOW }
    const first = await post(SIGNAL, question)
    expect(first.body).toMatchObject({ action: 'BUY', candles: 30, candle_end: NOW })
    expect((await post(SIGNAL, question)).body).toEqual(first.body)
  })

  it('answers a question that comes late with what was known then', async () => {
    const { post } = await served()
    await post(SIGNAL, { ...QUESTION, candles: risingCandles(30, NOW, MINUTE), event_time: NOW })
    const { body } = await post(SIGNAL, { ...QUESTION, event_time: NOW - 10 * MINUTE })
    expect(body).toMatchObject({ reason: 'WARMING_UP', candles: 20, candle_end: NOW - 10 * MINUTE, price_taken: false })
  })

  it('says that a price came too late for its candle', async () => {
    const { post } = await served()
    await post(SIGNAL, { ...QUESTION, event_time: NOW })
    expect((await post(SIGNAL, { ...QUESTION, event_time: NOW - 1 })).body).toMatchObject({ price_taken: false })
  })

  it('keeps timeframes of a symbol apart', async () => {
    const { post, get } = await served()
    await post(CANDLES, { symbol: 'GALAUSDT', timeframe: '1m', candles: risingCandles(30, NOW, MINUTE) })
    expect((await post(SIGNAL, QUESTION)).body.action).toBe('BUY')
    expect((await post(SIGNAL, { ...QUESTION, timeframe: '5m' })).body.reason).toBe('WARMING_UP')
    expect((await get('/health')).body).toMatchObject({ markets: 2, markets_warm: 1, warm: ['GALAUSDT/1m'] })
  })
})

describe('what is wrong is refused, with what to do', () => {
  const candle = risingCandles(1, NOW, MINUTE)[0]!
  const wrong: readonly (readonly [what: string, body: unknown, message: RegExp])[] = [
    ['a field that lacks', { ...QUESTION, price: undefined }, /the body lacks price/],
    [
      'every field that lacks',
      {},
      /lacks symbol; the body lacks price; the body lacks volume; the body lacks timeframe/,
    ],
    ['a field that is not known', { ...QUESTION, volme: 1 }, /has a field "volme" that is not known/],
    ['a price as text', { ...QUESTION, price: '0.006' }, /price must be number/],
    ['a price of nothing', { ...QUESTION, price: 0 }, /price must be > 0/],
    ['an infinite price', '{"symbol":"A","price":1e999,"volume":1,"timeframe":"1m"}', /price must be/],
    ['a negative volume', { ...QUESTION, volume: -1 }, /volume must be >= 0/],
    ['a symbol with a slash', { ...QUESTION, symbol: 'GALA/USDT' }, /symbol must match pattern/],
    ['a timeframe of seconds', { ...QUESTION, timeframe: '10s' }, /timeframe must match pattern/],
    ['a time of tomorrow', { ...QUESTION, event_time: NOW + 86_400_000 }, /ahead of this server: check the clocks/],
    [
      'a candle that is open',
      { ...QUESTION, candles: [{ ...candle, open_time: NOW + 5 * MINUTE }] },
      /candles\/0 .* not over/,
    ],
    ['a crooked candle', { ...QUESTION, candles: [{ ...candle, high: 1 }] }, /candles\/0 .* is no candle/],
    ['a candle off the grid', { ...QUESTION, candles: [{ ...candle, open_time: 7 }] }, /multiple of 1m/],
    ['a list', [QUESTION], /the body must be object/],
  ]

  it('names the field, the element or the whole body, and changes nothing', async () => {
    const { post, get } = await served()
    for (const [what, body, message] of wrong) {
      const answer = await post(SIGNAL, body)
      expect([what, answer.status, answer.body.code]).toEqual([what, 400, 'INVALID_REQUEST'])
      expect(answer.body.message).toMatch(message)
    }
    expect((await get('/health')).body).toMatchObject({ markets: 0, signals: 0 })
  })

  it('what is no JSON, too large, of another type or for nobody', async () => {
    const { post, url, get } = await served()
    expect(await post(SIGNAL, '{"symbol":')).toMatchObject({ status: 400, body: { code: 'INVALID_JSON' } })
    expect(await post(SIGNAL, ' '.repeat(300_000))).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } })
    const tooMany = risingCandles(MAX_CANDLES + 1, NOW, MINUTE)
    expect(await post(CANDLES, { symbol: 'A', timeframe: '1m', candles: tooMany })).toMatchObject({ status: 400 })
    const form = await fetch(url + SIGNAL, { method: 'POST', body: new URLSearchParams({ symbol: 'A' }) })
    expect([form.status, await form.json()]).toMatchObject([415, { code: 'NOT_JSON' }])
    expect(await get('/api/ai/signal')).toMatchObject({ status: 404, body: { message: /there are \/api\/ai\/signal/ } })
  })
})

describe('memory', () => {
  it('ends at the limit: a market more is refused while all are fed, and takes the place of one that is not', async () => {
    const { post, get, clock } = await served({ maxMarkets: 2 })
    for (const symbol of ['A', 'B']) await post(SIGNAL, { ...QUESTION, symbol })
    const refused = await post(SIGNAL, { ...QUESTION, symbol: 'C' })
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_MARKETS', message: /--max-markets/ } })
    clock.nowMs += 4 * MINUTE
    await post(SIGNAL, { ...QUESTION, symbol: 'B' })
    clock.nowMs += 1
    expect((await post(SIGNAL, { ...QUESTION, symbol: 'C' })).status).toBe(200)
    expect((await get('/health')).body.markets).toBe(2)
    expect((await post(SIGNAL, { ...QUESTION, symbol: 'A' })).status).toBe(429)
  })
})

describe('GET /health', () => {
  it('tells warm markets and the last signal', async () => {
    const { get, post, clock } = await served()
    expect(await get('/health')).toMatchObject({
      status: 200,
      body: { running: true, problem: null, status: 'WARMING_UP', last_signal_time: null, signals: 0 },
    })
    await post(CANDLES, { symbol: 'A', timeframe: '1m', candles: risingCandles(30, NOW, MINUTE) })
    clock.nowMs += 1_000
    await post(SIGNAL, { ...QUESTION, symbol: 'A' })
    expect((await get('/health')).body).toMatchObject({
      status: 'READY',
      warm: ['A/1m'],
      signals: 1,
      last_signal_time: NOW + 1_000,
      uptime_ms: 1_000,
    })
  })

  it('is not running when the model gives no sound answer', async () => {
    const weights = { ...DEFAULT_BASELINE_PARAMS.weights, momentum: Number.POSITIVE_INFINITY }
    const { get } = await served({ params: { ...DEFAULT_BASELINE_PARAMS, weights } })
    expect(await get('/health')).toMatchObject({
      status: 503,
      body: { running: false, status: 'FAILED', problem: 'the model answers with the confidence NaN' },
    })
  })

  it('is not running once it is closed: nobody answers', async () => {
    const { get, close } = await served()
    await close()
    await expect(get('/health')).rejects.toThrow()
  })
})

describe('GET /openapi.json', () => {
  it('is what the documentation holds', async () => {
    const { get } = await served()
    const kept = JSON.parse(readFileSync(inProject('docs/ai-engine.openapi.json'), 'utf8'))
    expect((await get('/openapi.json')).body).toEqual(kept)
  })
})
