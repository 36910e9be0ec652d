/** The few statistics a report needs, on plain numbers. */

/** Arithmetic mean; null of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Middle value, the mean of the two middle ones of an even count; null of nothing. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const upper = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[sorted.length % 2 === 0 ? upper - 1 : upper], sorted[upper]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** Sample standard deviation (n − 1); null below two values. */
export function standardDeviation(values: readonly number[]): number | null {
  const average = mean(values)
  if (average === null || values.length < 2) return null
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1))
}

/** Smallest, middle and largest value. */
export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** The spread of some values; null of nothing. */
export function spread(values: readonly number[]): Spread | null {
  const middle = median(values)
  if (middle === null) return null
  let [min, max] = [middle, middle]
  for (const value of values) {
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  return { min, median: middle, max }
}

/** Both ends of an interval. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** Two-sided 95 % of the normal distribution. */
const Z95 = 1.959963984540054

/**
 * Wilson score interval of a share, 95 % (Wilson 1927). `count` need not be whole: it may be an effective sample size.
 *
 * @param share observed share, 0 to 1
 * @param count observations behind it, above 0
 */
export function wilsonInterval(share: number, count: number): Interval {
  const z2 = Z95 ** 2
  const centre = share + z2 / (2 * count)
  const reach = Z95 * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count ** 2))
  const scale = 1 + z2 / count
  return { low: Math.max(0, (centre - reach) / scale), high: Math.min(1, (centre + reach) / scale) }
}

/**
 * How many independent observations a clustered share is worth (Kish's effective sample size from the cluster-robust
 * variance of a share): observations of one cluster may all be right or wrong together, so a thousand of them in ten
 * clusters can tell as little as ten. Between 1 and the count; the number of clusters where the variance says nothing.
 *
 * @param clusters right answers and answers of each cluster, at least one answer in all
 */
export function effectiveCount(clusters: readonly { readonly right: number; readonly count: number }[]): number {
  const count = clusters.reduce((sum, cluster) => sum + cluster.count, 0)
  const share = clusters.reduce((sum, cluster) => sum + cluster.right, 0) / count
  if (clusters.length < 2) return 1
  const squares = clusters.reduce((sum, cluster) => sum + (cluster.right - share * cluster.count) ** 2, 0)
  const variance = ((squares / count ** 2) * clusters.length) / (clusters.length - 1)
  const worth = variance > 0 ? (share * (1 - share)) / variance : clusters.length
  return Math.min(Math.max(worth, 1), count)
}
