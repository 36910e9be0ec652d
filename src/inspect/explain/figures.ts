/** How figures are written in an explanation: durations, percentages, prices, money, and bars. */

/** A duration since a reference, short, for example `+0 ms`, `+15 s`, `+1 h 2 min`, `-1 ms`. */
export function sinceText(ms: number): string {
  return `${ms < 0 ? '-' : '+'}${durationText(Math.abs(ms))}`
}

/** A duration in its two largest units. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${ms} ms`
  if (ms < 60_000) return `${Number((ms / 1_000).toFixed(3))} s`
  const [minutes, seconds] = [Math.floor(ms / 60_000), Math.floor((ms % 60_000) / 1_000)]
  if (minutes < 60) return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}

/** Time as ISO 8601, UTC. */
export function isoText(timeMs: number): string {
  return new Date(timeMs).toISOString()
}

/** A fraction as percent, for example 0.656 → `65.6 %`. */
export function ratioText(ratio: number, digits = 1): string {
  return `${(ratio * 100).toFixed(digits)} %`
}

/** Percent with its sign, for example `+0.80 %`. */
export function signedPct(pct: number, digits = 2): string {
  return `${pct >= 0 ? '+' : ''}${pct.toFixed(digits)} %`
}

/** An amount of money with its sign, two places, for example `+16.44`. Decimal text or a number. */
export function signedMoney(amount: string | number): string {
  const value = Number(amount)
  return `${value >= 0 ? '+' : ''}${value.toFixed(2)}`
}

/** An amount of money, two places; smaller ones with the places they need. */
export function moneyText(amount: string | number): string {
  const value = Number(amount)
  return value !== 0 && Math.abs(value) < 0.01 ? value.toPrecision(2) : value.toFixed(2)
}

/** A price without the noise of a division: at most eight significant digits. */
export function priceText(price: string | number): string {
  return String(Number(Number(price).toPrecision(8)))
}

/** A bar of `value` where `full` is `width` characters. Nothing for what is not above zero. */
export function bar(value: number, full: number, width = 24): string {
  const share = full > 0 && value > 0 ? Math.min(1, value / full) : 0
  return '█'.repeat(Math.max(share > 0 ? 1 : 0, Math.round(share * width)))
}

/** Rows as aligned columns, two spaces between them; the last column keeps its length. */
export function columns(rows: readonly (readonly string[])[], indent = '  '): readonly string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  }
  return rows.map((row) => {
    const cells = row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
    return `${indent}${cells.join('  ')}`.trimEnd()
  })
}
