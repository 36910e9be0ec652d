/** One question to engines that are down, slow or lying: each is refused with a reason of its own. */
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { askEngine, MAX_ANSWER_BYTES } from '../../../src/connectors/ai-bridge/ask-engine.ts'
import { AskFailure } from '../../../src/connectors/ai-bridge/ask-failure.ts'
import { served } from '../ai-engine/served.ts'
import { ANSWER, answering, type Behaviour, deadUrl, misbehaving, QUESTION } from './misbehaving.ts'

const never = new AbortController().signal

async function failure(url: string, timeoutMs = 5_000, signal = never): Promise<AskFailure> {
  try {
    return expect.fail(`answered ${JSON.stringify(await askEngine(QUESTION, { url, timeoutMs, signal }))}`)
  } catch (error) {
    if (error instanceof AskFailure) return error
    throw error
  }
}

/** Sends a byte, and another as soon as it is through, for ever. */
const dripping: Behaviour = async (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  while (!response.destroyed) {
    response.write(' ')
    await setImmediate()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('an engine', () => {
  it('of ours is understood', async () => {
    const { url } = await served()
    expect(await askEngine(QUESTION, { url, timeoutMs: 5_000, signal: never })).toEqual({
      action: 'HOLD',
      confidence: 0,
      model: 'baseline-ensemble',
      modelVersion: '1',
      reason: 'WARMING_UP: 0 of 30 closed candles seen',
    })
  })

  it('of others too: version and symbol may lack, other fields may be there, a slash may end the address', async () => {
    const { url, asked } = await misbehaving(
      answering({ action: 'CLOSE', confidence: 1, model: 'm', model_version: 7, timestamp: 'x', nested: {} }),
    )
    const answer = await askEngine(QUESTION, { url: `${url}/`, timeoutMs: 5_000, signal: never })
    expect(answer).toEqual({ action: 'CLOSE', confidence: 1, model: 'm', modelVersion: '7', reason: null })
    expect(asked.map((body) => JSON.parse(body))).toEqual([QUESTION])
  })

  it('cannot put control characters onto a terminal, nor a book into a record', async () => {
    const { url } = await misbehaving(answering({ ...ANSWER, reason: `\u001b[31m red\u0007\n${'x'.repeat(5_000)}` }))
    const { reason } = await askEngine(QUESTION, { url, timeoutMs: 5_000, signal: never })
    expect(reason).toHaveLength(1_000)
    expect(reason).toMatch(/^ \[31m red x+$/)
  })
})

const LIES: readonly (readonly [what: string, code: string, behaviour: Behaviour, message: RegExp])[] = [
  ['HTML', 'NOT_JSON', answering('<html><body>Welcome', 200, { 'content-type': 'text/html' }), /begins with "<html>/],
  ['nothing', 'NOT_JSON', answering(''), /no JSON/],
  ['half of its JSON', 'NOT_JSON', answering('{"action":"BUY"'), /no JSON/],
  ['a list', 'INVALID_ANSWER', answering([ANSWER]), /./],
  ['null', 'INVALID_ANSWER', answering(null), /./],
  ['no model', 'INVALID_ANSWER', answering({ ...ANSWER, model: undefined }), /model/],
  ['a model of 101 letters', 'INVALID_ANSWER', answering({ ...ANSWER, model: 'm'.repeat(101) }), /model/],
  ['a reason that is none', 'INVALID_ANSWER', answering({ ...ANSWER, reason: { a: 1 } }), /reason/],
  ['an action nobody knows', 'UNKNOWN_ACTION', answering({ ...ANSWER, action: 'SHORT' }), /"SHORT" is none of BUY/],
  ['an action in small letters', 'UNKNOWN_ACTION', answering({ ...ANSWER, action: 'buy' }), /"buy"/],
  ['no action', 'UNKNOWN_ACTION', answering({ ...ANSWER, action: undefined }), /none of BUY/],
  ['UNKNOWN', 'UNKNOWN_ACTION', answering({ ...ANSWER, action: 'UNKNOWN' }), /UNKNOWN/],
  ['confidence 1.01', 'CONFIDENCE_OUT_OF_RANGE', answering({ ...ANSWER, confidence: 1.01 }), /1\.01 is not/],
  ['confidence −0.1', 'CONFIDENCE_OUT_OF_RANGE', answering({ ...ANSWER, confidence: -0.1 }), /-0\.1 is not/],
  ['confidence 68 (percent)', 'CONFIDENCE_OUT_OF_RANGE', answering({ ...ANSWER, confidence: 68 }), /68 is not/],
  [
    'infinite confidence',
    'CONFIDENCE_OUT_OF_RANGE',
    answering('{"action":"BUY","confidence":1e999,"model":"m"}'),
    /not/,
  ],
  ['confidence as text', 'CONFIDENCE_OUT_OF_RANGE', answering({ ...ANSWER, confidence: '0.7' }), /"0\.7" is not/],
  ['no confidence', 'CONFIDENCE_OUT_OF_RANGE', answering({ ...ANSWER, confidence: undefined }), /not a number/],
  ['another symbol', 'WRONG_SYMBOL', answering({ ...ANSWER, symbol: 'BTCUSDT' }), /asked about GALAUSDT.*BTCUSDT/],
  ['another timeframe', 'WRONG_TIMEFRAME', answering({ ...ANSWER, timeframe: '1h' }), /asked about 5m.*1h/],
  ['too much', 'TOO_LARGE', answering(`"${'x'.repeat(MAX_ANSWER_BYTES)}"`), /more than 65536 bytes/],
]

describe('an answer is refused that is', () => {
  it.each(LIES)('%s: %s', async (_, code, behaviour, message) => {
    const { url } = await misbehaving(behaviour)
    const refused = await failure(url)
    expect(refused).toMatchObject({
      code,
      message: expect.stringMatching(message),
      countsAgainst: true,
      isRetried: false,
    })
    expect(refused.evidence?.length ?? -1).toBeLessThanOrEqual(4_096)
    expect(refused.evidence).not.toBeNull()
  })
})

describe('no answer comes from an engine that', () => {
  it('is down', async () => {
    const refused = await failure(await deadUrl())
    expect(refused).toMatchObject({ code: 'UNREACHABLE', isRetried: true, countsAgainst: true })
    expect(refused.message).toMatch(/ECONNREFUSED/)
  })

  it('hangs up', async () => {
    const { url } = await misbehaving((request) => request.socket.destroy())
    expect(await failure(url)).toMatchObject({ code: 'UNREACHABLE' })
  })

  it('hangs up in the middle of its answer', async () => {
    const { url } = await misbehaving((_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"action"', () => response.destroy())
    })
    expect(await failure(url)).toMatchObject({ code: 'UNREACHABLE' })
  })

  it('says nothing', async () => {
    const { url } = await misbehaving(() => undefined)
    expect(await failure(url, 50)).toMatchObject({ code: 'TIMEOUT', isRetried: true, message: /within 50 ms/ })
  })

  it('drips byte by byte', async () => {
    const { url } = await misbehaving(dripping)
    expect(await failure(url, 100)).toMatchObject({ code: 'TIMEOUT' })
  })

  it('points elsewhere: nobody follows', async () => {
    const trap = await misbehaving(answering(ANSWER))
    const { url } = await misbehaving(answering('', 307, { location: trap.url }))
    expect(await failure(url)).toMatchObject({ code: 'REDIRECTED', message: expect.stringContaining(trap.url) })
    expect(trap.asked).toEqual([])
  })

  it.each([
    [500, 'ENGINE_FAILED', true, true],
    [503, 'ENGINE_FAILED', true, true],
    [429, 'ENGINE_BUSY', true, false],
    [404, 'ENGINE_REFUSED', false, false],
    [422, 'ENGINE_REFUSED', false, false],
  ] as const)('answers %i', async (status, code, isRetried, countsAgainst) => {
    const { url } = await misbehaving(answering({ detail: 'extra fields' }, status))
    const refused = await failure(url)
    expect(refused).toMatchObject({ code, isRetried, countsAgainst })
    expect(refused.message).toBe(`the engine answered ${status}: {"detail":"extra fields"}`)
  })

  it('is not waited for any longer', async () => {
    const { url } = await misbehaving(() => undefined)
    const stopping = new AbortController()
    const asking = failure(url, 60_000, stopping.signal)
    stopping.abort()
    expect(await asking).toMatchObject({ code: 'STOPPED' })
  })
})
