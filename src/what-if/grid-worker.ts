/** A worker thread of a what-if: opens the recording once, then runs one cell after another as it is told to. */
import { parentPort, workerData } from 'node:worker_threads'
import type { AppConfig } from '../config/config.ts'
import { Recording } from '../recording/read-recording.ts'
import type { CellFigures } from './cell-figures.ts'
import { runCell } from './run-cell.ts'
import type { Cell } from './settings-grid.ts'
import type { Survey } from './survey.ts'

/** What a worker is started with. */
export interface WorkerOrders {
  readonly folder: string
  readonly survey: Survey
  readonly config: AppConfig
  readonly topologies: readonly string[]
}

/** What a worker says: how far a cell is, and what it came to. */
export type WorkerWord =
  | { readonly kind: 'progress'; readonly records: number }
  | { readonly kind: 'done'; readonly figures: CellFigures }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string }

const { folder, ...orders }: WorkerOrders = workerData
const run = await Recording.open(folder)
const say = (word: WorkerWord) => parentPort?.postMessage(word)

parentPort?.on('message', async (cell: Cell) => {
  try {
    const figures = await runCell({ run, ...orders }, cell, {
      onProgress: (records) => say({ kind: 'progress', records }),
    })
    if (figures !== null) say({ kind: 'done', figures })
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
    say({ kind: 'failed', name, message })
  }
})
