/** signal-outcome: ai.signal ⋈ market.tick → whether each directional signal was right, the raw material of the calibration. */
import { type AppConfig, DEFAULT_CONFIG } from '../config/config.ts'
import type { PendingSignal } from '../domain/market/outcome.ts'
import type { Quotes } from '../domain/market/quotes.ts'
import { judgeSignals } from '../operators/judge-signals.ts'
import { topics } from '../topics.ts'
import { topology } from '../topology/define.ts'
import { keyValueStore } from '../topology/store.ts'

export const signalOutcome = topology({
  name: 'signal-outcome',
  doc: 'ai.signal ⋈ market.tick → signal.outcome: whether each directional signal was right',
  config: DEFAULT_CONFIG as AppConfig,
  sources: { tick: topics.marketTick, signal: topics.aiSignal },
  stores: {
    quotes: keyValueStore<Quotes>('quotes'),
    pending: keyValueStore<readonly PendingSignal[]>('pending-signals'),
  },
  sinks: { outcome: topics.signalOutcome },
  build: ({ tick, signal }, { stores, config, now }) => ({
    outcome: judgeSignals(tick, signal, {
      stores,
      horizonMs: config.outcome.horizonMs,
      maxMarketAgeMs: config.gate.maxMarketAgeMs,
      now,
    }),
  }),
})
