/** Keeps numbers within bounds, and says what an unusable number becomes. */

/**
 * The number of [min, max] nearest to `x`. Infinities go to the end they point at; NaN goes to `min`: where that is
 * not the safe end, use `clampOr`.
 */
export function clamp(x: number, min: number, max: number): number {
  return Number.isNaN(x) ? min : Math.min(Math.max(x, min), max)
}

/**
 * The number of [min, max] nearest to `x`, or `fallback` where `x` says nothing: missing, NaN or infinite. The caller
 * names the end that is safe for its formula, so that a broken input fails closed and never reaches a price.
 */
export function clampOr(x: number | null | undefined, min: number, max: number, fallback: number): number {
  return isFiniteNumber(x) ? clamp(x, min, max) : fallback
}

/** Whether `x` is there and neither NaN nor infinite. */
export function isFiniteNumber(x: number | null | undefined): x is number {
  return x !== null && x !== undefined && Number.isFinite(x)
}
