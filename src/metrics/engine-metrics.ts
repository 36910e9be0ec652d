/** The metrics of the served engine: signals by action, and requests by path, status and time. */
import { Counter, Histogram, type Registry } from 'prom-client'
import { addReady, type MetricsPage, metricsPage, processRegistry } from './metrics-page.ts'
import { addGauge, bounded } from './series.ts'
import { DURATION_BUCKETS } from './traffic.ts'

/** What the engine says of itself. */
export interface EngineFigures {
  readonly running: boolean
  readonly markets: number
  readonly markets_warm: number
}

export interface EngineSource {
  health(): EngineFigures
  /** Paths that are told by name. */
  readonly paths: readonly string[]
}

export class EngineMetrics {
  private readonly registry: Registry = processRegistry()
  private readonly paths: ReadonlySet<string>
  private readonly signals: Counter<'action'>
  private readonly requests: Counter<'path' | 'status'>
  private readonly durations: Histogram

  constructor({ health, paths }: EngineSource) {
    const { registry } = this
    const registers = [registry]
    this.paths = new Set(paths)
    addReady(registry, () => health().running)
    addGauge(registry, { name: 'ilf_engine_markets', help: 'Markets the engine keeps.' }, () => health().markets)
    const warm = { name: 'ilf_engine_markets_warm', help: 'Markets with as many candles as the models look at.' }
    addGauge(registry, warm, () => health().markets_warm)
    this.signals = new Counter({
      name: 'ilf_engine_signals_total',
      help: 'Signals given, by action.',
      labelNames: ['action'],
      registers,
    })
    this.requests = new Counter({
      name: 'ilf_engine_requests_total',
      help: 'Requests answered, by path and HTTP status.',
      labelNames: ['path', 'status'],
      registers,
    })
    this.durations = new Histogram({
      name: 'ilf_engine_request_duration_seconds',
      help: 'Time from a request until the end of its answer.',
      buckets: DURATION_BUCKETS,
      registers,
    })
  }

  /** A signal was given. */
  onSignal(action: string): void {
    this.signals.inc({ action })
  }

  /** A request was answered. */
  onResponse(path: string, status: number, durationMs: number): void {
    this.requests.inc({ path: bounded(this.paths, path), status })
    this.durations.observe(durationMs / 1000)
  }

  page(): Promise<MetricsPage> {
    return metricsPage(this.registry)
  }
}
