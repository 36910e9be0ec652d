/** Measures a run while it goes on: how far it has got, how fast it is, how long it still takes. */

import type { AccountState, Progress, Run } from '../../app.ts'
import { formatMoney } from '../../report/format.ts'
import { playedRatio } from '../../report/played-time.ts'
import type { Standing } from './progress-bar.ts'

export interface MeterOptions {
  readonly run: Pick<Run, 'summary' | 'resumedAt'>
  /** Event time range that is played, Unix ms, the end exclusive. */
  readonly from: number | undefined
  readonly to: number | undefined
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number
}

/** How much a run has done in how much time. */
export interface Pace {
  /** Records taken by this run, without those of earlier runs of the folder. */
  readonly takenRecords: number
  /** Wall time, ms. */
  readonly elapsedMs: number
  readonly recordsPerSecond: number
}

export class Meter {
  private readonly options: MeterOptions
  private readonly segments: readonly { readonly from: number; readonly to: number }[]
  private readonly startedAt: number
  private startRatio: number | null = null
  private account: AccountState | null = null
  private records: number

  constructor(options: MeterOptions) {
    this.options = options
    this.startedAt = options.now()
    this.records = options.run.resumedAt
    const { from = 0, to = Number.POSITIVE_INFINITY } = options
    this.segments = options.run.summary.segments
      .map((segment) => ({ from: Math.max(segment.from, from), to: Math.min(segment.to, to) }))
      .filter((segment) => segment.from < segment.to)
  }

  /** What the run has done by now. */
  get pace(): Pace {
    const elapsedMs = this.options.now() - this.startedAt
    const takenRecords = this.records - this.options.run.resumedAt
    return { takenRecords, elapsedMs, recordsPerSecond: elapsedMs === 0 ? 0 : (takenRecords / elapsedMs) * 1000 }
  }

  /** Takes the latest state of the account. */
  see(account: AccountState): void {
    this.account = account
  }

  /** Takes where the run is, and gives what there is to show of it. */
  read({ records, timeMs }: Progress): Standing {
    this.records = records
    const ratio = playedRatio(timeMs, this.segments)
    this.startRatio ??= ratio
    const passed = ratio - this.startRatio
    const { elapsedMs, recordsPerSecond } = this.pace
    return {
      ratio,
      timeMs,
      recordsPerSecond,
      leftMs: passed > 0 ? (elapsedMs * (1 - ratio)) / passed : null,
      account: this.account === null ? '' : accountText(this.account),
    }
  }
}

function accountText({ open_positions, closed_positions, equity }: AccountState): string {
  return `${open_positions} open · ${closed_positions} closed · equity ${formatMoney(equity)}`
}
