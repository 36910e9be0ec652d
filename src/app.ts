/** The composition root: puts recording, topologies, configuration and storage together. */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { completeConfig } from './config/complete-config.ts'
import { type AppConfig, DEFAULT_CONFIG } from './config/config.ts'
import { withOverrides } from './config/overrides.ts'
import {
  type RecordingSource,
  type RecordingSummary,
  recordingSource,
  SHIPPED_CANDLES,
} from './connectors/recordings/index.ts'
import { EmbeddedRuntime, type RunEnd, type RunOptions } from './runtime/embedded/embedded-runtime.ts'
import { META } from './runtime/embedded/meta.ts'
import { openStorage, removeData } from './runtime/embedded/storage/open-storage.ts'
import { acquireRunLock } from './runtime/embedded/storage/run-lock.ts'
import { TopicReader } from './runtime/embedded/topic-reader.ts'
import { topologies, topologiesForSignals } from './topologies/index.ts'

export { parseTime } from './connectors/recordings/index.ts'
export type { AccountState } from './records/generated.ts'
export type { Progress, RunEnd } from './runtime/embedded/embedded-runtime.ts'
export { type Observer, observer } from './runtime/observer.ts'
export { topics, topicsByName } from './topics.ts'
export { describeJson } from './topology/describe.ts'
export { describeMermaid } from './topology/describe-mermaid.ts'
export { describeText } from './topology/describe-text.ts'
export { DEFAULT_CONFIG, topologies }

/** Where data go when nothing else is said, below the working directory. */
export const DEFAULT_DATA = '.ilf/data'

/** What `ilf run` can be told. */
export interface RunSettings {
  /** Candle file; without it the recording that ships with the package. */
  readonly candles?: string | undefined
  /** Signals to play instead of the built-in model's. */
  readonly signals?: string | undefined
  /** Data folder, or `:memory:`. */
  readonly data?: string | undefined
  /** Neutral symbols to play; without it all. */
  readonly symbols?: readonly string[] | undefined
  /** Event time range, ms, the end exclusive. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** `key=value` texts. */
  readonly set?: readonly string[] | undefined
  /** Throws away what the folder holds. */
  readonly fresh?: boolean | undefined
}

/** A run that is ready to go. */
export interface Run {
  readonly config: AppConfig
  readonly summary: RecordingSummary
  readonly reader: TopicReader
  /** Ticks of the whole recording, an upper bound when symbols or times are chosen. */
  readonly expectedTicks: number
  /** External records taken by earlier runs of the folder. */
  readonly resumedAt: number
  go(options?: RunOptions): Promise<RunEnd>
  close(): Promise<void>
}

/** Prepares a run. Throws where the input cannot be read or the folder belongs to another run. */
export async function prepareRun(settings: RunSettings = {}): Promise<Run> {
  const { config, source } = await openRecording(settings)
  const data = settings.data ?? DEFAULT_DATA
  const folder = data === ':memory:' ? data : resolve(data)
  const lock = folder === ':memory:' ? null : acquireRunLock(folder)
  try {
    if (settings.fresh && lock !== null) removeData(folder)
    return openRun(config, source, folder, settings.signals !== undefined, async () => lock?.release())
  } catch (error) {
    await lock?.release()
    throw error
  }
}

/** What is played and with which configuration, for any driver. Throws where the input cannot be read. */
export async function openRecording({
  set = [],
  candles = SHIPPED_CANDLES,
  ...choice
}: Omit<RunSettings, 'data' | 'fresh'>): Promise<{ readonly config: AppConfig; readonly source: RecordingSource }> {
  const config = withOverrides(set)
  const { signals, symbols, from, to } = choice
  return { config, source: await recordingSource({ candles, ...definedOnly({ signals, symbols, from, to }) }) }
}

function openRun(
  config: AppConfig,
  source: RecordingSource,
  folder: string,
  hasSignals: boolean,
  unlock: () => Promise<void>,
): Run {
  const storage = openStorage(folder)
  const runs = hasSignals ? topologiesForSignals : topologies
  const runtime = new EmbeddedRuntime({ topologies: runs, config, configDigest: configDigest(config), storage })
  return {
    config,
    summary: source.summary,
    reader: new TopicReader(storage),
    expectedTicks: source.summary.candles * 4,
    resumedAt: runtime.records,
    go: (options) => runtime.run(source, options),
    close: async () => {
      await storage.close()
      await unlock()
    },
  }
}

/** Opens a data folder to look at, also while a run is going on. Throws where there is none. */
export function openReader(data: string = DEFAULT_DATA): TopicReader {
  return new TopicReader(openStorage(resolve(data), { readOnly: true }))
}

/** The configuration that a data folder was run with; null where no run has begun in it. */
export function configOfRun({ storage }: TopicReader): AppConfig | null {
  const json = storage.meta(META.configJson)
  return json === undefined ? null : completeConfig(JSON.parse(json))
}

/** Identifies a configuration: SHA-256 over its JSON, the first 16 hex digits. */
export function configDigest(config: object): string {
  return createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16)
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Leaves out what is undefined, for callees that tell "absent" from "undefined". */
function definedOnly<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<T>
}
