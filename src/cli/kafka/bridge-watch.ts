/** Tells from a bridge's status what has happened since the last look: skipped, refused, answered by the fallback. */
import type { BridgeStatus } from '../../kafka-app.ts'
import type { WatchLine } from './lane-watch.ts'

type Counts = BridgeStatus['counts']

export class BridgeWatch {
  private before: Counts | null = null

  /** What there is to say; nothing while the engine answers every question. */
  see({ counts }: BridgeStatus): readonly WatchLine[] {
    const { before } = this
    this.before = counts
    const lines: WatchLine[] = []
    const skipped = counts.skippedIntervals - (before?.skippedIntervals ?? 0)
    if (skipped > 0) {
      lines.push({ level: 'warn', text: `skipped ${skipped} intervals that were too old to ask about (--max-age-ms)` })
    }
    const unreadable = counts.unreadableTicks - (before?.unreadableTicks ?? 0)
    if (unreadable > 0) lines.push({ level: 'warn', text: `passed over ${unreadable} ticks that could not be read` })
    const failed = Object.entries(counts.failures)
      .map(([code, count]) => ({ code, more: count - (failuresOf(before)[code] ?? 0) }))
      .filter(({ more }) => more > 0)
    if (failed.length > 0) {
      const fallbacks = counts.fallbacks - (before?.fallbacks ?? 0)
      const letters = counts.letters - (before?.letters ?? 0)
      const reasons = failed.map(({ code, more }) => `${code} ${more}`).join(', ')
      const last =
        counts.lastFailure === null ? '' : `; last, ${counts.lastFailure.symbol}: ${counts.lastFailure.message}`
      const said = `the fallback spoke ${fallbacks} times, ${letters} dead letters`
      lines.push({ level: 'warn', text: `no usable answer: ${reasons} (${said})${last}` })
    }
    return lines
  }
}

function failuresOf(counts: Counts | null): Readonly<Record<string, number>> {
  return counts === null ? {} : { ...counts.failures }
}
