/** Figures as people read them: sensible digits, units, times in UTC. */

const plain = (most: number, least = 0) =>
  new Intl.NumberFormat('en', { maximumFractionDigits: most, minimumFractionDigits: least })
const COUNT = plain(0)
const MONEY = plain(2, 2)

export const count = (value: number): string => COUNT.format(value)

/** 10,703.79 */
export const money = (value: number): string => MONEY.format(value)

/** +703.79, −12.00 */
export const signedMoney = (value: number): string => `${sign(value)}${MONEY.format(Math.abs(value))}`

/** A price with five digits that count: 0.27795, 61,204.5, 0.00603. */
export function price(value: number | null): string {
  if (value === null) return '–'
  const digits = value === 0 ? 0 : Math.max(0, 4 - Math.floor(Math.log10(Math.abs(value))))
  return plain(Math.min(digits, 12)).format(value)
}

/** A fraction as percent, with at least two digits that count: 4.77 %, 0.0031 %. */
export function percent(ratio: number | null): string {
  if (ratio === null) return '–'
  const value = ratio * 100
  const size = Math.abs(value)
  const digits = size === 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 1 - Math.floor(Math.log10(size))
  return `${plain(Math.min(digits, 8)).format(value)} %`
}

export const signedPercent = (ratio: number | null): string =>
  ratio === null ? '–' : `${sign(ratio)}${percent(Math.abs(ratio))}`

/** A rate per second. */
export const rate = (perSecond: number): string =>
  perSecond === 0 ? '0/s' : perSecond < 10 ? `${plain(1).format(perSecond)}/s` : `${count(perSecond)}/s`

/** 2025-12-13 20:50 */
export const time = (timeMs: number | null): string =>
  timeMs === null ? '–' : new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')

/** 20:50:07 of today, 2025-12-13 20:50:07 of another day: for what happens by the clock. */
export function clock(timeMs: number): string {
  const [text, today] = [timeMs, Date.now()].map((ms) => new Date(ms).toISOString())
  return text!.slice(0, 10) === today!.slice(0, 10) ? text!.slice(11, 19) : text!.slice(0, 19).replace('T', ' ')
}

/** 1 h 32 min */
export function duration(durationMs: number): string {
  const minutes = Math.round(durationMs / 60_000)
  if (minutes < 1) return `${Math.round(durationMs / 1000)} s`
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 96 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} d`
}

/** BELOW_THRESHOLD → below threshold */
export const words = (code: string): string => code.toLowerCase().replaceAll('_', ' ')

const sign = (value: number) => (value > 0 ? '+' : value < 0 ? '−' : '')
