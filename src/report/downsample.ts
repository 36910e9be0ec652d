/** Fewer points of the same curve, without smoothing away what hurt. */
import type { EquityPoint } from './equity-curve.ts'

/**
 * At most about `most` points: the points are cut into runs of equal count, and of each run its first and last point,
 * its highest and lowest equity and its deepest drawdown stay. A short curve is given back whole.
 *
 * @param most at least 5
 */
export function downsample(points: readonly EquityPoint[], most: number): readonly EquityPoint[] {
  if (points.length <= most) return points
  const runLength = Math.ceil(points.length / Math.floor(most / 5))
  const kept: EquityPoint[] = []
  for (let start = 0; start < points.length; start += runLength)
    kept.push(...extremes(points.slice(start, start + runLength)))
  return kept
}

/** The telling points of a run, in order, each once. */
function extremes(run: readonly EquityPoint[]): readonly EquityPoint[] {
  const best = (isBetter: (a: EquityPoint, b: EquityPoint) => boolean) =>
    run.reduce((found, point, index) => (isBetter(point, run[found] ?? point) ? index : found), 0)
  const indexes = new Set([
    0,
    best((a, b) => a.equity > b.equity),
    best((a, b) => a.equity < b.equity),
    best((a, b) => a.drawdownRatio > b.drawdownRatio),
    run.length - 1,
  ])
  return [...indexes].sort((a, b) => a - b).flatMap((index) => run[index] ?? [])
}
