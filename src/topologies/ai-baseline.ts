/** ai-baseline: market.tick → ai.signal, an ensemble of four classic models on closed candles. */
import { filter } from 'rxjs'
import { type AppConfig, DEFAULT_CONFIG } from '../config/config.ts'
import type { Candle } from '../domain/candle.ts'
import { timeframeMs } from '../domain/candle.ts'
import type { Indicators } from '../domain/market/indicators.ts'
import { adviseOnCandles } from '../operators/advise-on-candles.ts'
import { isClosed, type LatestCandle, toCandles } from '../operators/to-candles.ts'
import { trackIndicators } from '../operators/track-indicators.ts'
import { topics } from '../topics.ts'
import { topology } from '../topology/define.ts'
import { keyValueStore, windowStore } from '../topology/store.ts'

export const aiBaseline = topology({
  name: 'ai-baseline',
  doc: 'market.tick → ai.signal: momentum, mean reversion, breakout and trend on closed candles',
  config: DEFAULT_CONFIG as AppConfig,
  punctuateEveryMs: 60_000,
  sources: { tick: topics.marketTick },
  stores: {
    latest: keyValueStore<LatestCandle>('latest-candles'),
    candles: windowStore<Candle>('candles'),
    indicators: keyValueStore<Indicators>('indicators'),
  },
  sinks: { signal: topics.aiSignal },
  build({ tick }, { stores, config, punctuation, now }) {
    const { timeframe, baseline } = config
    const candleMs = timeframeMs(timeframe)
    return {
      signal: tick.pipe(
        toCandles({ store: stores.latest, timeframe, timeframeMs: candleMs, punctuation }),
        filter(isClosed),
        trackIndicators({ ...stores, timeframeMs: candleMs }),
        adviseOnCandles({ timeframe, timeframeMs: candleMs, params: baseline, now }),
      ),
    }
  },
})
