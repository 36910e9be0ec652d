/** The engine served on a free port, with a clock that the test moves, and the requests the tests send. */
import * as v from 'valibot'
import { onTestFinished } from 'vitest'
import { BuiltInEngine, type EngineOptions } from '../../../src/connectors/ai-engine/engine.ts'
import { type EngineServer, serveEngine } from '../../../src/connectors/ai-engine/server.ts'
import { DEFAULT_BASELINE_PARAMS } from '../../../src/domain/baseline.ts'

export const NOW = 1_764_547_200_000

export interface Served extends EngineServer {
  readonly clock: { nowMs: number }
  readonly errors: readonly Error[]
  post(path: string, body: unknown): Promise<Answered>
  get(path: string): Promise<Answered>
}

export interface Answered {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

export async function served(options: Partial<EngineOptions> = {}): Promise<Served> {
  const clock = { nowMs: NOW }
  const errors: Error[] = []
  const engine = new BuiltInEngine({ params: DEFAULT_BASELINE_PARAMS, maxMarkets: 10, startedMs: NOW, ...options })
  const now = () => clock.nowMs
  const server = await serveEngine({ engine, host: '127.0.0.1', port: 0, now, onError: (error) => errors.push(error) })
  onTestFinished(() => server.close())
  const send = async (path: string, init?: RequestInit): Promise<Answered> => {
    const response = await fetch(server.url + path, init)
    return { status: response.status, body: v.parse(v.record(v.string(), v.unknown()), await response.json()) }
  }
  const post = (path: string, body: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text })
  }
  return { ...server, clock, errors, post, get: (path) => send(path) }
}

/** Closed candles up to `endMs`, rising by one percent each. */
export function risingCandles(count: number, endMs: number, frameMs: number) {
  return Array.from({ length: count }, (_, i) => {
    const close = 100 * 1.01 ** i
    return {
      open_time: endMs - (count - i) * frameMs,
      open: close / 1.01,
      high: close * 1.001,
      low: close / 1.011,
      close,
      volume: 5,
    }
  })
}
