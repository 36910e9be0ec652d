/** Measuring: wall clock of a piece of work, the best and the median of some runs. */

/** Milliseconds that `work` takes. */
export async function elapsedMs(work) {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** Runs `work` some times; the first run is cold and reported by itself. */
export async function runs(count, work) {
  const all = []
  for (let i = 0; i < count; i++) all.push(await elapsedMs(work))
  const warm = all.slice(1).sort((a, b) => a - b)
  return { coldMs: all[0], medianMs: warm[Math.floor(warm.length / 2)] ?? all[0], bestMs: warm[0] ?? all[0] }
}

export const perSecond = (count, ms) => Math.round((count / ms) * 1000)

/** A figure with two digits after the point. */
export const round = (x) => Math.round(x * 100) / 100

/** The middle one; of an even number the upper of the two. */
export const median = (xs) => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)]
