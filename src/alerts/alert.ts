/** What a person is told of: one thing that happened to positions, orders, the account or the data. */

/** What it is about; a user chooses by these names. */
export const ALERT_KINDS = ['position', 'risk', 'account', 'feed', 'dead-letters', 'order'] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

/** `critical`: somebody should look now; `warning`: somebody should look; `info`: good to know. */
export type Severity = 'info' | 'warning' | 'critical'

export interface Alert {
  /** The same for the same happening in every run: who receives it twice can tell. */
  readonly id: string
  readonly kind: AlertKind
  readonly severity: Severity
  /** Event time, Unix ms. */
  readonly timeMs: number
  /** Null where it concerns no account. */
  readonly account: string | null
  /** Null where it concerns no single symbol. */
  readonly symbol: string | null
  /** One line that says it all. */
  readonly title: string
  /** What else there is to know; may be empty. */
  readonly text: string
}

/** Characters of a foreign text that are passed on. */
const MOST_TEXT = 300

/** Text of a record as a line: reasons and names are typed by people and by exchanges. */
export function asLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim()
  return line.length > MOST_TEXT ? `${line.slice(0, MOST_TEXT)} …` : line
}
