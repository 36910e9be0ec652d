/** Time as it was played: a scale for charts on which the gaps of a recording take no room. */
import { type Stretch, totalMs } from './data-section.ts'

/**
 * Where a moment lies in the recorded time, from 0 (start) to 1 (end). A moment in a gap lies at the end of the segment
 * before it.
 *
 * @param segments recorded stretches, in order, not overlapping
 */
export function playedRatio(timeMs: number, segments: readonly Stretch[]): number {
  const total = totalMs(segments)
  if (total === 0) return 0
  const passed = segments.reduce((sum, { from, to }) => sum + Math.min(Math.max(timeMs - from, 0), to - from), 0)
  return passed / total
}
