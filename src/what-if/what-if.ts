/** What-if: a recording run anew under other settings, cell by cell, beside what was recorded. */
import { availableParallelism } from 'node:os'
import type { AppConfig } from '../config/config.ts'
import { withOverrides } from '../config/overrides.ts'
import type { Recording } from '../recording/read-recording.ts'
import type { CellFigures } from './cell-figures.ts'
import { externalTopics } from './external-topics.ts'
import { recordedFigures } from './recorded-figures.ts'
import { type CellResult, type GridOptions, runGrid } from './run-grid.ts'
import { gridCells } from './settings-grid.ts'
import { survey } from './survey.ts'

export interface WhatIfOptions extends Partial<GridOptions> {
  readonly recording: Recording
  /** The folder of the recording, for the workers. */
  readonly folder: string
  /** Settings the recording was made with. */
  readonly config: AppConfig
  /** `key=values` texts, see `gridCells`. */
  readonly sets: readonly string[]
  /** Told before the first cell begins. */
  onStart?(plan: { readonly cells: number; readonly records: number; readonly workers: number }): void
}

export interface WhatIfResult {
  /** The recorded run's own figures. */
  readonly recorded: CellFigures
  readonly cells: readonly CellResult[]
  /** Fewer cells than the grid has: it was stopped. */
  readonly isComplete: boolean
  /** Gaps of the recording. */
  readonly gaps: number
  /** Input records that cannot be read and were left out. */
  readonly unreadable: number
}

/**
 * Runs every cell of the grid over the recording's inputs: ticks, funding, instruments, control, and signals that came
 * from outside; everything else is made anew, fills by paper-exchange. Throws a ConfigError where a setting is none, before
 * anything is run.
 */
export async function whatIf({
  recording,
  folder,
  config,
  sets,
  onStart,
  ...grid
}: WhatIfOptions): Promise<WhatIfResult> {
  const cells = gridCells(sets)
  for (const cell of cells) withOverrides(cell, config)
  const { topologies } = recording.manifest
  const seen = survey(recording, externalTopics(topologies), recording.manifest.source)
  const recorded = recordedFigures(recording, config, seen)
  const workers = Math.min(grid.workers ?? availableParallelism(), cells.length)
  onStart?.({ cells: cells.length, records: seen.records, workers })
  const results = await runGrid(cells, { folder, survey: seen, config, topologies }, { ...grid, workers })
  return {
    recorded,
    cells: results,
    isComplete: results.length === cells.length,
    gaps: seen.summary.gapCount,
    unreadable: seen.unreadable,
  }
}
