/** Points as the chart library wants them: seconds, ascending, one a second. */
import type { UTCTimestamp } from 'lightweight-charts'

export const seconds = (timeMs: number): UTCTimestamp => Math.floor(timeMs / 1000) as UTCTimestamp

/** Of points of the same second the last one stays. */
export function ascending<T extends { readonly time: UTCTimestamp }>(points: readonly T[]): T[] {
  const bySecond = new Map<number, T>()
  for (const point of points) bySecond.set(point.time, point)
  return [...bySecond.values()].sort((a, b) => a.time - b.time)
}
