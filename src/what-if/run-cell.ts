/** Runs one cell of a grid: the whole closed loop anew over the recording's inputs, in memory, fills by paper-exchange. */
import type { AppConfig } from '../config/config.ts'
import { withOverrides } from '../config/overrides.ts'
import { buildReport } from '../report/build-report.ts'
import { EmbeddedRuntime } from '../runtime/embedded/embedded-runtime.ts'
import { openStorage } from '../runtime/embedded/storage/open-storage.ts'
import { TopicReader } from '../runtime/embedded/topic-reader.ts'
import type { LocalRun } from '../runtime/replay/recorded-run.ts'
import { aiBaseline, topologies, topologiesForSignals } from '../topologies/index.ts'
import { type CellFigures, cellFigures } from './cell-figures.ts'
import { externalInputs } from './external-inputs.ts'
import type { Cell } from './settings-grid.ts'
import type { Survey } from './survey.ts'

/** What every cell of a grid shares. */
export interface WhatIf {
  readonly run: LocalRun
  readonly survey: Survey
  /** Settings the recording was made with. */
  readonly config: AppConfig
  /** Topologies of the recorded run. */
  readonly topologies: readonly string[]
}

export interface CellOptions {
  readonly signal?: AbortSignal | undefined
  /** Told how many input records the cell has taken. */
  onProgress?(records: number): void
}

/** Runs a cell; null where it was stopped. Throws a ConfigError where a setting is none. */
export async function runCell(
  { run, survey, config, topologies: names }: WhatIf,
  cell: Cell,
  { signal, onProgress }: CellOptions = {},
): Promise<CellFigures | null> {
  const settings = withOverrides(cell, config)
  const storage = openStorage(':memory:')
  try {
    const runtime = new EmbeddedRuntime({
      topologies: names.includes(aiBaseline.name) ? topologies : topologiesForSignals,
      config: settings,
      configDigest: 'what-if',
      storage,
    })
    const end = await runtime.run(externalInputs(run, survey.partitions), {
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ records }) => onProgress?.(records),
    })
    if (end === 'stopped') return null
    const reader = new TopicReader(storage)
    return cellFigures(buildReport({ reader, summary: survey.summary, config: settings, run: null }))
  } finally {
    await storage.close()
  }
}
