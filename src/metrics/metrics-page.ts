/** What a process answers at `/metrics`: its own series and those of Node. */
import { collectDefaultMetrics, Registry } from 'prom-client'
import { VERSION } from '../version.ts'
import { addGauge, addGauges } from './series.ts'

/** An answer to Prometheus. */
export interface MetricsPage {
  readonly contentType: string
  readonly text: string
}

/** A registry of its own for a process: with its version, processor time, memory and the lag of its event loop. */
export function processRegistry(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const info = { name: 'ilf_build_info', help: 'Always 1; the label says which version runs.', labels: ['version'] }
  addGauges(registry, info, () => [[{ version: VERSION }, 1]])
  return registry
}

/** Tells whether the process says of itself that it is ready, as `/health/ready` does. */
export function addReady(registry: Registry, isReady: () => boolean): void {
  const ready = { name: 'ilf_ready', help: '1 while /health/ready answers 200, else 0.' }
  addGauge(registry, ready, () => (isReady() ? 1 : 0))
}

/** Reads every series now. */
export async function metricsPage(registry: Registry): Promise<MetricsPage> {
  return { contentType: registry.contentType, text: await registry.metrics() }
}
