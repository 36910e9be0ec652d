/** The composition root of paper trading on live markets; loaded only by what uses it, because ccxt comes with it. */
import { resolve } from 'node:path'
import { configDigest, DEFAULT_DATA } from './app.ts'
import { DEFAULT_INGEST_SYMBOLS } from './config/ingest-symbols.ts'
import { withOverrides } from './config/overrides.ts'
import {
  DEFAULT_INGEST_TIMES,
  type HealthSnapshot,
  type IngestSettings,
  inOrder,
  MarketIngest,
} from './connectors/market-ingest/index.ts'
import { EmbeddedRuntime, type RunEnd, type RunOptions } from './runtime/embedded/embedded-runtime.ts'
import { openStorage } from './runtime/embedded/storage/open-storage.ts'
import { acquireRunLock } from './runtime/embedded/storage/run-lock.ts'
import { TopicReader } from './runtime/embedded/topic-reader.ts'
import { topologies } from './topologies/index.ts'

/** What `ilf paper` can be told; what is left out is `DEFAULT_INGEST_SYMBOLS` and `DEFAULT_INGEST_TIMES`. */
export interface PaperSettings extends Partial<Omit<IngestSettings, 'tell' | 'exchanges' | 'knownUntilMs'>> {
  readonly exchanges: readonly string[]
  /** Data folder. */
  readonly data?: string | undefined
  /** `key=value` texts. */
  readonly set?: readonly string[] | undefined
  tell: IngestSettings['tell']
}

/** Live markets, the built-in model and the paper exchange, in one process and one folder. */
export interface Paper {
  readonly reader: TopicReader
  health(): HealthSnapshot
  /** Goes on until the signal. Rejects with an IngestError for exchanges and symbols that do not exist. */
  go(signal: AbortSignal, options?: Omit<RunOptions, 'signal' | 'pace'>): Promise<RunEnd>
  close(): Promise<void>
}

/** Opens the folder. Throws where it belongs to another run, or another process has it. */
export async function preparePaper({ data = DEFAULT_DATA, set = [], ...settings }: PaperSettings): Promise<Paper> {
  const config = withOverrides(set)
  const folder = resolve(data)
  const lock = acquireRunLock(folder)
  try {
    const storage = openStorage(folder)
    const runtime = new EmbeddedRuntime({ topologies, config, configDigest: configDigest(config), storage })
    const reader = new TopicReader(storage)
    const knownUntilMs = reader.timeMs ?? 0
    const ingest = new MarketIngest({
      ...DEFAULT_INGEST_TIMES,
      symbols: DEFAULT_INGEST_SYMBOLS,
      now: Date.now,
      random: Math.random,
      ...settings,
      knownUntilMs,
    })
    return {
      reader,
      health: () => ingest.health(),
      go(signal, options = {}) {
        // Live records cannot be opened anew: what a stopped run did not commit comes again as candles.
        const open = () => inOrder(ingest.records(signal), knownUntilMs)
        const fingerprint = `live markets of ${settings.exchanges.join(', ')}`
        return runtime.run({ fingerprint, open }, { ...options, signal, pace: async () => {} })
      },
      close: async () => {
        await storage.close()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}
