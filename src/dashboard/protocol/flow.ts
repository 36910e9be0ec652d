/** The graph of topics and topologies, dead letters, and what an operator may order. */

export interface FlowTopology {
  readonly name: string
  readonly doc: string
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  readonly stores: readonly { readonly name: string; readonly entries: number }[]
}

export interface FlowTopic {
  readonly name: string
  readonly records: number
  /** Per second of wall time, over the last few seconds. */
  readonly recordsPerSecond: number
  readonly writtenBy: readonly string[]
  readonly readBy: readonly string[]
}

export interface Flow {
  readonly topologies: readonly FlowTopology[]
  readonly topics: readonly FlowTopic[]
  /** Whether stores can be looked into: a cluster's stay with its members. */
  readonly hasStores: boolean
}

export interface DeadLetterRow {
  readonly timeMs: number
  readonly code: string
  readonly error: string
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  readonly topology: string | null
  /** The value as text where it is text, else as hex; cut off where it is long. */
  readonly value: string | null
}

export interface DeadLetters {
  readonly total: number
  readonly byCode: readonly { readonly code: string; readonly count: number }[]
  /** The newest first. */
  readonly rows: readonly DeadLetterRow[]
}

export const CONTROL_WORDS = ['halt', 'reduce', 'resume', 'drain', 'close-all'] as const
export type ControlWord = (typeof CONTROL_WORDS)[number]

/** What is posted to /api/control, with the token in the header `authorization: Bearer …`. */
export interface ControlOrder {
  readonly word: ControlWord
  readonly reason: string
  readonly issuedBy: string
}

export interface ControlLog {
  readonly mode: string | null
  readonly modeReason: string | null
  readonly rows: readonly {
    readonly timeMs: number
    readonly command: string
    readonly issuedBy: string
    readonly reason: string
  }[]
}

/** An error of any route. */
export interface ApiError {
  readonly code: string
  readonly message: string
}
