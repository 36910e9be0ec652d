/** Scales and ticks of charts. */

/** Maps a value to a coordinate. */
export type Scale = (value: number) => number

/** Linear from a range of values to a range of coordinates, rounded to a tenth; a range without width maps to its middle. */
export function linearScale([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale {
  return (value) => {
    const ratio = to === from ? 0.5 : (value - from) / (to - from)
    return Math.round((start + ratio * (end - start)) * 10) / 10
  }
}

/** Round values within [min, max], about `count` of them, a multiple of 1, 2 or 5 times a power of ten apart. */
export function ticks(min: number, max: number, count: number): readonly number[] {
  const span = max - min
  if (!(span > 0) || !Number.isFinite(span)) return [min]
  const power = 10 ** Math.floor(Math.log10(span / count))
  const step = power * ([1, 2, 5].find((factor) => span / (factor * power) <= count) ?? 10)
  const first = Math.ceil(min / step - 1e-9)
  const last = Math.floor(max / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step)
}
