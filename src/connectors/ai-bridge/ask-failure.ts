/** Why an engine gave no answer that can be used: a stable code, and what that means for the next question. */

interface Meaning {
  /** The same question may be answered a moment later. */
  readonly isRetried: boolean
  /** The engine as a whole is not to be trusted: counts towards opening the circuit. */
  readonly countsAgainst: boolean
}

const MEANINGS = {
  UNREACHABLE: { isRetried: true, countsAgainst: true },
  TIMEOUT: { isRetried: true, countsAgainst: true },
  ENGINE_FAILED: { isRetried: true, countsAgainst: true },
  ENGINE_BUSY: { isRetried: true, countsAgainst: false },
  ENGINE_REFUSED: { isRetried: false, countsAgainst: false },
  REDIRECTED: { isRetried: false, countsAgainst: true },
  NOT_JSON: { isRetried: false, countsAgainst: true },
  TOO_LARGE: { isRetried: false, countsAgainst: true },
  INVALID_ANSWER: { isRetried: false, countsAgainst: true },
  UNKNOWN_ACTION: { isRetried: false, countsAgainst: true },
  CONFIDENCE_OUT_OF_RANGE: { isRetried: false, countsAgainst: true },
  WRONG_SYMBOL: { isRetried: false, countsAgainst: true },
  WRONG_TIMEFRAME: { isRetried: false, countsAgainst: true },
  CIRCUIT_OPEN: { isRetried: false, countsAgainst: false },
  STOPPED: { isRetried: false, countsAgainst: false },
} as const satisfies Readonly<Record<string, Meaning>>

export type AskFailureCode = keyof typeof MEANINGS

export class AskFailure extends Error {
  override readonly name = 'AskFailure'
  readonly code: AskFailureCode
  /** What the engine sent, where it is worth keeping as evidence; cut to a few kilobytes. */
  readonly evidence: Buffer | null

  constructor(code: AskFailureCode, message: string, evidence: Buffer | null = null, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.evidence = evidence
  }

  get isRetried(): boolean {
    return MEANINGS[this.code].isRetried
  }

  get countsAgainst(): boolean {
    return MEANINGS[this.code].countsAgainst
  }
}
