/** Figures as people read them: digits that mean something, thousands apart, signs and units. */

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** A whole number: 12,431. */
export function formatCount(value: number): string {
  return grouped(String(Math.round(value)))
}

/** So many of something: 1 plan, 160 plans. */
export function formatMany(count: number, singular: string): string {
  return `${formatCount(count)} ${singular}${Math.round(count) === 1 ? '' : 's'}`
}

/** The first names and how many more there are: A, B and 3 more. */
export function formatNames(names: readonly string[], most: number): string {
  const listed = names.slice(0, most).join(', ')
  return names.length > most ? `${listed} and ${formatCount(names.length - most)} more` : listed
}

/** Money: two places, and three significant digits below 0.1, so that 0.00603 does not become 0.01. */
export function formatMoney(value: string | number): string {
  const number = Number(value)
  const size = Math.abs(number)
  if (size === 0 || size >= 0.095) return grouped(withoutMinusZero(number.toFixed(2)))
  return size < 1e-8 ? '0.00' : decimalDigits(number, 3)
}

/** Money with its sign: +200.48; nothing has none. */
export function formatSigned(value: string | number): string {
  const text = formatMoney(value)
  return Number(value) > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** A price: up to six significant digits, more where it is above a million. */
export function formatPrice(value: string | number): string {
  const number = Number(value)
  if (number === 0 || !Number.isFinite(number)) return String(value)
  return grouped(decimalDigits(number, Math.max(6, String(Math.trunc(Math.abs(number))).length)))
}

/** A fraction in percent: 0.0202 is 2.02 %. */
export function formatPercent(ratio: number, places = 2): string {
  return `${grouped(withoutMinusZero((ratio * 100).toFixed(places)))} %`
}

/** A fraction in percent with its sign. */
export function formatSignedPercent(ratio: number, places = 2): string {
  const text = formatPercent(ratio, places)
  return ratio > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** A factor with the given places: 1.25. */
export function formatFactor(value: number, places = 2): string {
  return grouped(withoutMinusZero(value.toFixed(places)))
}

/** A duration in its two largest units: 33 h 20 min, 4 min 5 s, 7.45 s. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`
  if (durationMs < MINUTE_MS) return `${formatFactor(durationMs / 1000)} s`
  if (durationMs < HOUR_MS) return twoUnits(durationMs / 1000, 60, 'min', 's')
  return twoUnits(durationMs / MINUTE_MS, 60, 'h', 'min')
}

/** A moment to the minute, UTC: 2025-12-13 18:18. */
export function formatTime(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')
}

/** A code as words: TRAILING_STOP is trailing stop; take-profit levels and ids keep their capitals. */
export function formatCode(code: string): string {
  return /^[A-Z]+(_[A-Z]+)*$/.test(code) ? code.toLowerCase().replaceAll('_', ' ') : code
}

/** Counts in one line: hold 10,373 · cooldown 16. */
export function formatCounts(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${formatCode(name)} ${formatCount(count)}`)
  return parts.length === 0 ? 'none' : parts.join(' · ')
}

function twoUnits(value: number, base: number, large: string, small: string): string {
  const whole = Math.round(value)
  const rest = whole % base
  const most = `${grouped(String(Math.floor(whole / base)))} ${large}`
  return rest === 0 ? most : `${most} ${rest} ${small}`
}

/** At most `digits` significant digits, without exponent and trailing zeros. */
function decimalDigits(value: number, digits: number): string {
  const exponent = Math.floor(Math.log10(Math.abs(value)))
  const places = Math.min(100, Math.max(0, digits - 1 - exponent))
  const fixed = value.toFixed(places)
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed
}

function grouped(number: string): string {
  const [whole = '', fraction] = number.split('.')
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? apart : `${apart}.${fraction}`
}

function withoutMinusZero(number: string): string {
  return /^-0(\.0+)?$/.test(number) ? number.slice(1) : number
}
