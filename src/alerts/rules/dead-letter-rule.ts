/** Tells when more dead letters come than should, within a window of event time; at most once a window. */
import type { DeadLetter } from '../../records/generated.ts'
import { formatCount, formatCounts, formatDuration } from '../../report/format.ts'
import type { Alert } from '../alert.ts'

export const DEAD_LETTER_WINDOW_MS = 300_000

interface Seen {
  readonly timeMs: number
  readonly code: string
}

export class DeadLetterRule {
  private readonly most: number
  /** The newest `most` + 1: if they lie within a window, there are too many. */
  private readonly newest: Seen[] = []
  private nowMs = Number.NEGATIVE_INFINITY
  private toldMs = Number.NEGATIVE_INFINITY

  /** @param most how many within the window are nothing to speak of */
  constructor(most: number) {
    this.most = most
  }

  see({ event_time, error_code: code, topic }: DeadLetter): readonly Alert[] {
    // A letter carries the time of its record, which may be a late one.
    this.nowMs = Math.max(this.nowMs, event_time)
    const { nowMs } = this
    this.newest.push({ timeMs: nowMs, code })
    if (this.newest.length > this.most + 1) this.newest.shift()
    const isMany = this.newest.length > this.most && nowMs - this.newest[0]!.timeMs < DEAD_LETTER_WINDOW_MS
    if (!isMany || nowMs - this.toldMs < DEAD_LETTER_WINDOW_MS) return []
    this.toldMs = nowMs
    const counts: Record<string, number> = {}
    for (const seen of this.newest) counts[seen.code] = (counts[seen.code] ?? 0) + 1
    const within = formatDuration(DEAD_LETTER_WINDOW_MS)
    return [
      {
        id: `dead-letters ${nowMs}`,
        kind: 'dead-letters',
        severity: 'warning',
        timeMs: nowMs,
        account: null,
        symbol: null,
        title: `More than ${formatCount(this.most)} dead letters within ${within}`,
        text: `${formatCounts(counts)}; the last one of ${topic}`,
      },
    ]
  }
}
