/** Runs the cells of a grid side by side in worker threads, each in one of them. */
import { Worker } from 'node:worker_threads'
import type { CellFigures } from './cell-figures.ts'
import type { WorkerOrders, WorkerWord } from './grid-worker.ts'
import type { Cell } from './settings-grid.ts'

/** The young generation of a worker's heap, MB: the default makes a run spend a third of its time collecting garbage. */
const YOUNG_GENERATION_MB = 64

/** A cell and what it came to. */
export interface CellResult {
  readonly cell: Cell
  readonly figures: CellFigures
}

export interface GridOptions {
  readonly workers: number
  readonly signal?: AbortSignal | undefined
  /** Told of input records taken over all cells, and of cells that are complete. */
  onProgress?(records: number, cells: number): void
}

/**
 * Runs all cells; the results in the order of the cells, only those that were complete where it was stopped. Throws an
 * error that names the cell when one fails; the others are stopped then.
 */
export async function runGrid(
  cells: readonly Cell[],
  orders: WorkerOrders,
  { workers: count, signal, onProgress }: GridOptions,
): Promise<readonly CellResult[]> {
  const results = new Map<number, CellFigures>()
  const taken = new Map<number, number>()
  let next = 0
  const workers = Array.from({ length: Math.min(count, cells.length) }, () => startWorker(orders))
  const stop = () => Promise.all(workers.map((worker) => worker.terminate()))
  const onAbort = () => void stop()
  signal?.addEventListener('abort', onAbort, { once: true })
  const tell = () =>
    onProgress?.(
      [...taken.values()].reduce((sum, records) => sum + records, 0),
      results.size,
    )
  const work = async (worker: Worker): Promise<void> => {
    while (next < cells.length && !signal?.aborted) {
      const index = next++
      const figures = await cellOn(worker, cells[index]!, signal, (records) => {
        taken.set(index, records)
        tell()
      })
      if (figures === null) return
      results.set(index, figures)
      tell()
    }
  }
  try {
    await Promise.all(workers.map(work))
  } finally {
    signal?.removeEventListener('abort', onAbort)
    await stop()
  }
  return cells.flatMap((cell, i) => {
    const figures = results.get(i)
    return figures === undefined ? [] : [{ cell, figures }]
  })
}

function startWorker(workerData: WorkerOrders): Worker {
  return new Worker(new URL('./grid-worker.js', import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  })
}

/** Lets a worker run a cell; null where the worker was ended meanwhile. */
function cellOn(
  worker: Worker,
  cell: Cell,
  signal: AbortSignal | undefined,
  onRecords: (records: number) => void,
): Promise<CellFigures | null> {
  return new Promise((resolve, reject) => {
    const fail = (name: string, message: string) => {
      const what = cell.length === 0 ? 'the recorded settings' : cell.join(' ')
      reject(Object.assign(new Error(`the cell ${what} failed: ${message}`), { name }))
    }
    const hear = (word: WorkerWord) => {
      if (word.kind === 'progress') onRecords(word.records)
      else end(() => (word.kind === 'done' ? resolve(word.figures) : fail(word.name, word.message)))
    }
    const onError = ({ name, message }: Error) => end(() => fail(name, message))
    // One that ends by itself without a word was killed, for its memory for example.
    const onExit = (code: number) =>
      end(() => (signal?.aborted ? resolve(null) : fail('Error', `its worker ended with code ${code}`)))
    const end = (settle: () => void) => {
      worker.off('message', hear).off('error', onError).off('exit', onExit)
      settle()
    }
    worker.on('message', hear).on('error', onError).on('exit', onExit)
    worker.postMessage(cell)
  })
}
