/** The guards around an engine: retries, deadline, circuit, and so many questions at a time. */
import { setMaxListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { AskFailure } from '../../../src/connectors/ai-bridge/ask-failure.ts'
import { DEFAULT_GUARDS, type EngineGuards, guardedEngine } from '../../../src/connectors/ai-bridge/guarded-engine.ts'
import { ANSWER, answering, type Behaviour, deadUrl, misbehaving, QUESTION } from './misbehaving.ts'

const never = new AbortController().signal
setMaxListeners(100, never)

function guarded(url: string, change: Partial<EngineGuards> = {}) {
  const circuit: boolean[] = []
  const guards = { ...DEFAULT_GUARDS, deadlineMs: 20_000, backoffMs: 1, ...change }
  const engine = guardedEngine(url, guards, (isOpen) => circuit.push(isOpen))
  const failure = () =>
    engine.ask(QUESTION, never).then(
      () => expect.fail('answered'),
      (error: AskFailure) => error,
    )
  return { engine, circuit, ask: () => engine.ask(QUESTION, never), failure }
}

/** Fails the first `times` questions with 500, then answers. */
const failing =
  (times: number): Behaviour =>
  (request, response, nth) =>
    answering(nth <= times ? 'out of order' : ANSWER, nth <= times ? 500 : 200)(request, response, nth)

describe('the guards around an engine', () => {
  it('ask again after a failure of the moment, so many times', async () => {
    const server = await misbehaving(failing(2))
    expect(await guarded(server.url, { retries: 2 }).ask()).toMatchObject({ action: 'BUY', model: 'other' })
    expect(server.asked).toHaveLength(3)
  })

  it('give up after the last try, with what went wrong in it', async () => {
    const server = await misbehaving(failing(9))
    expect(await guarded(server.url, { retries: 2 }).failure()).toMatchObject({
      code: 'ENGINE_FAILED',
      message: 'the engine answered 500: out of order',
    })
    expect(server.asked).toHaveLength(3)
  })

  it.each([
    ['a lie', answering({ ...ANSWER, confidence: 7 }), 'CONFIDENCE_OUT_OF_RANGE'],
    ['a refusal', answering('no such symbol', 404), 'ENGINE_REFUSED'],
  ])('do not ask again after %s', async (_, behaviour, code) => {
    const server = await misbehaving(behaviour)
    expect(await guarded(server.url).failure()).toMatchObject({ code })
    expect(server.asked).toHaveLength(1)
  })

  it('leave an engine alone after failures in a row, and trust it again when it answers', async () => {
    const server = await misbehaving(failing(3))
    const { engine, circuit, ask, failure } = guarded(server.url, { retries: 0, breakAfter: 3, openMs: 200 })
    for (let i = 0; i < 3; i++) expect(await failure()).toMatchObject({ code: 'ENGINE_FAILED' })
    expect([engine.isOpen, circuit]).toEqual([true, [true]])
    expect(await failure()).toMatchObject({
      code: 'CIRCUIT_OPEN',
      message: expect.stringContaining('3 times in a row'),
    })
    expect(server.asked).toHaveLength(3)
    await expect
      .poll(
        () =>
          ask().then(
            () => 'answered',
            () => 'refused',
          ),
        { interval: 20 },
      )
      .toBe('answered')
    expect([engine.isOpen, circuit]).toEqual([false, [true, false]])
  })

  it('leave an engine alone that lies', async () => {
    const server = await misbehaving(answering({ ...ANSWER, symbol: 'BTCUSDT' }))
    const { failure } = guarded(server.url, { breakAfter: 2 })
    const codes = [await failure(), await failure(), await failure()].map(({ code }) => code)
    expect(codes).toEqual(['WRONG_SYMBOL', 'WRONG_SYMBOL', 'CIRCUIT_OPEN'])
  })

  it('do not leave it alone for what it refuses: other symbols may be known to it', async () => {
    const server = await misbehaving(answering('no such symbol', 404))
    const { failure, circuit } = guarded(server.url, { breakAfter: 2 })
    for (let i = 0; i < 4; i++) expect(await failure()).toMatchObject({ code: 'ENGINE_REFUSED' })
    expect(circuit).toEqual([])
  })

  it('end a question at its deadline, with what went wrong before', async () => {
    const { failure } = guarded(await deadUrl(), { retries: 1_000, breakAfter: 1_000, backoffMs: 20, deadlineMs: 150 })
    expect(await failure()).toMatchObject({
      code: 'TIMEOUT',
      message: /within 150 ms, retries included; .*ECONNREFUSED/,
    })
  })

  it('let no more questions be with the engine at once than they were told', async () => {
    const server = await misbehaving((request, response, nth) => {
      setTimeout(() => answering(ANSWER)(request, response, nth), 10)
    })
    const { ask } = guarded(server.url, { concurrency: 3 })
    const answers = await Promise.all(Array.from({ length: 20 }, ask))
    expect(answers).toHaveLength(20)
    expect(server.peak()).toBe(3)
  })

  it('say that a question was given up', async () => {
    const server = await misbehaving(() => undefined)
    const stopping = new AbortController()
    const asking = guarded(server.url).engine.ask(QUESTION, stopping.signal)
    await expect.poll(() => server.asked.length).toBe(1)
    stopping.abort()
    await expect(asking).rejects.toMatchObject({ code: 'STOPPED' })
  })
})
