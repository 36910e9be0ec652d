/** Gaps of the data: stretches without a tick of anybody, across which equity jumps and nobody can act. */
import type { PositionUpdate } from '../../records/generated.ts'
import type { Overview } from '../protocol/overview.ts'
import { Ring } from './ring.ts'

/** Three candles of five minutes: behind a longer one indicators start anew, ms. */
const GAP_MS = 900_000
const KEPT_GAPS = 200

interface Gap {
  readonly fromMs: number
  readonly toMs: number
}

export class GapView {
  private readonly gaps = new Ring<Gap>(KEPT_GAPS)
  private newestMs: number | null = null
  private positions = 0
  private pnl = 0

  seeTick(timeMs: number): void {
    if (this.newestMs !== null && timeMs - this.newestMs > GAP_MS)
      this.gaps.push({ fromMs: this.newestMs, toMs: timeMs })
    this.newestMs = Math.max(this.newestMs ?? timeMs, timeMs)
  }

  /** Positions must be told after the ticks they were closed at. */
  seeUpdate({ status, opened_at: openedMs, event_time: closedMs, realized_pnl }: PositionUpdate): void {
    if (status !== 'CLOSED') return
    if (!this.gaps.all.some(({ fromMs, toMs }) => openedMs <= fromMs && closedMs >= toMs)) return
    this.positions += 1
    this.pnl += Number(realized_pnl ?? 0)
  }

  get across(): Overview['gaps'] {
    return { stretches: this.gaps.all, positions: this.positions, pnl: this.pnl }
  }
}
