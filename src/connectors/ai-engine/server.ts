/** Serves the built-in engine over HTTP: the only place of it that knows what time it is. */
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { BASELINE_CANDLES } from '../../domain/baseline.ts'
import { type CandleHistory, SCHEMAS, type SignalQuestion } from './contract.ts'
import type { BuiltInEngine } from './engine.ts'
import { OPENAPI } from './openapi.ts'
import { candlesOf, pricePointOf } from './read-request.ts'
import { refusalOf } from './refusals.ts'

/** A question with a few hundred candles; a book of them is refused. */
const BODY_BYTES = 256 * 1024
/** Longest time a client may take to send its request, ms. */
const REQUEST_MS = 10_000
const KEEP_ALIVE_MS = 60_000

export interface ServeOptions {
  readonly engine: BuiltInEngine
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  /** Wall clock, Unix time in ms. */
  now(): number
  readonly observer?: EngineObserver
  /** Told what went wrong within the engine, which clients are not told. */
  onError(error: Error): void
}

/** Told what the engine does; answers `GET /metrics`, where there is one. */
export interface EngineObserver {
  onSignal(action: string): void
  /** @param path path of the request, without what stands behind a question mark */
  onResponse(path: string, status: number, durationMs: number): void
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>
}

export interface EngineServer {
  /** Where it listens, such as `http://127.0.0.1:8001`. */
  readonly url: string
  /** Answers what was asked, refuses what comes, and resolves when the port is free. */
  close(): Promise<void>
}

/** Listens. Throws where it cannot, such as at a port that is taken. */
export async function serveEngine(options: ServeOptions): Promise<EngineServer> {
  const app = createApp(options)
  const url = await app.listen({ host: options.host, port: options.port })
  return { url, close: () => app.close() }
}

function createApp({ engine, now, onError, observer }: ServeOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_BYTES,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    // What a client sends is taken as it is or refused, never repaired.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: true } },
  })

  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const { status, body } = refusalOf(error)
    if (status >= 500) onError(error)
    return reply.code(status).send(body)
  })
  app.setNotFoundHandler((request, reply) => {
    const message = `there is no ${request.method} ${request.url}: there are ${Object.keys(OPENAPI.paths).join(', ')}`
    return reply.code(404).send({ code: 'NOT_FOUND', message })
  })

  app.post<{ Body: SignalQuestion }>(
    '/api/ai/signal',
    { schema: { body: SCHEMAS.SignalQuestion, response: { 200: SCHEMAS.SignalAnswer } } },
    ({ body }) => {
      const nowMs = now()
      const candles = candlesOf(body.candles ?? [], body.timeframe, nowMs)
      const answer = engine.ask(body, pricePointOf(body, nowMs), candles, nowMs)
      observer?.onSignal(answer.action)
      return answer
    },
  )
  app.post<{ Body: CandleHistory }>(
    '/api/ai/candles',
    { schema: { body: SCHEMAS.CandleHistory, response: { 200: SCHEMAS.CandleReceipt } } },
    ({ body: { symbol, timeframe, candles } }) => {
      const nowMs = now()
      const { closed } = engine.warm({ symbol, timeframe }, candlesOf(candles, timeframe, nowMs), nowMs)
      return { symbol, timeframe, candles: closed.length, candles_needed: BASELINE_CANDLES }
    },
  )
  app.get('/health', { schema: { response: { 200: SCHEMAS.Health, 503: SCHEMAS.Health } } }, (_request, reply) => {
    const health = engine.health(app.server.listening, now())
    return reply.code(health.running ? 200 : 503).send(health)
  })
  app.get('/openapi.json', () => OPENAPI)
  if (observer !== undefined) observe(app, observer)
  return app
}

function observe(app: FastifyInstance, observer: EngineObserver): void {
  app.addHook('onResponse', async ({ url }, { statusCode, elapsedTime }) =>
    observer.onResponse(url.split('?', 1)[0] ?? '', statusCode, elapsedTime),
  )
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await observer.metrics()
    return reply.type(contentType).send(text)
  })
}
