/** The composition root of the served engine: puts the built-in model, its configuration and the server together. */
import { withOverrides } from './config/overrides.ts'
import { BuiltInEngine } from './connectors/ai-engine/engine.ts'
import { OPENAPI } from './connectors/ai-engine/openapi.ts'
import { type EngineObserver, type EngineServer, serveEngine } from './connectors/ai-engine/server.ts'
import { EngineMetrics } from './metrics/engine-metrics.ts'

/** What `ilf ai-engine` can be told. */
export interface EngineSettings {
  readonly host: string
  readonly port: number
  readonly maxMarkets: number
  /** `key=value` texts; the keys that begin with `baseline` count. */
  readonly set?: readonly string[] | undefined
  onError(error: Error): void
}

/** Starts the engine. Throws a ConfigError for a wrong key, and where it cannot listen. */
export function startEngine({ host, port, maxMarkets, set = [], onError }: EngineSettings): Promise<EngineServer> {
  const { baseline } = withOverrides(set)
  const engine = new BuiltInEngine({ params: baseline, maxMarkets, startedMs: Date.now() })
  const paths = [...Object.keys(OPENAPI.paths), '/metrics']
  const metrics = new EngineMetrics({ health: () => engine.health(true, Date.now()), paths })
  const observer: EngineObserver = {
    onSignal: (action) => metrics.onSignal(action),
    onResponse: (path, status, durationMs) => metrics.onResponse(path, status, durationMs),
    metrics: () => metrics.page(),
  }
  return serveEngine({ engine, host, port, now: Date.now, observer, onError })
}
