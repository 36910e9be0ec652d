/** Small drawings of block characters. */

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** A bar of `ratio` times `width` columns, to an eighth of a column. What is above zero is never invisible. */
export function bar(ratio: number, width: number): string {
  if (!(ratio > 0)) return ''
  const eighths = Math.max(1, Math.round(Math.min(ratio, 1) * width * 8))
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
}

/** A line of values, one column each, from the lowest to the highest. A flat line is drawn low. */
export function sparkline(values: readonly number[]): string {
  const min = Math.min(...values)
  const range = Math.max(...values) - min
  return values
    .map((value) => LEVELS[range > 0 ? Math.round(((value - min) / range) * (LEVELS.length - 1)) : 0] ?? '')
    .join('')
}
