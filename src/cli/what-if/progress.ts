/** How far a grid is: a bar on a terminal, a line for each complete cell elsewhere. */
import { SingleBar } from 'cli-progress'
import type { WhatIfSettings } from '../../replay-app.ts'

export interface GridProgress {
  readonly listeners: Pick<WhatIfSettings, 'onStart' | 'onProgress'>
  /** Takes the bar away; may be called again. */
  end(): void
}

/** @param stream where it is shown; stderr, so that the table can be piped */
export function gridProgress(stream: NodeJS.WriteStream): GridProgress {
  const format = '{bar} {percentage}%  {done}/{cells} cells on {workers} threads  {eta_formatted} left'
  const bar = stream.isTTY
    ? new SingleBar({ stream, format, hideCursor: true, clearOnComplete: true, etaBuffer: 50, barsize: 24 })
    : null
  let cells = 0
  let told = 0
  return {
    listeners: {
      onStart(plan) {
        cells = plan.cells
        bar?.start(plan.cells * plan.records, 0, { ...plan, done: 0 })
      },
      onProgress(records, done) {
        bar?.update(records, { done })
        if (bar === null && done > told) stream.write(`${done}/${cells} cells\n`)
        told = done
      },
    },
    end: () => bar?.stop(),
  }
}
