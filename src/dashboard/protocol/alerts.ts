/** Where alerts go, and whether they arrive there. Never addresses or tokens. */

export interface AlertSetup {
  /** Names of the channels; none where nothing is configured. */
  readonly channels: readonly string[]
}

/** What became of a test message, by channel. */
export type AlertTest = readonly {
  readonly channel: string
  readonly arrived: boolean
  /** What the other side answered, or why there is no answer. */
  readonly answer: string
}[]
