/** A record that many tasks may take: its bytes are decoded once, and only when one of them asks for the value. */
import type { Codec } from '../records/codec.ts'
import type { Serde } from '../records/serde.ts'
import { asError } from './errors.ts'
import { ROUND_HEADER, roundOf } from './rounds.ts'
import type { TaskInput } from './task.ts'

export type Headers = Readonly<Record<string, string>>

/** A record as its topic holds it. */
export interface HeldRecord {
  readonly key: string
  /** Event time, ms. */
  readonly timestamp: number
  readonly headers: Headers
  /** In wire format; null for a tombstone. */
  readonly value: Buffer | null
}

export class LazyRecord implements TaskInput {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string
  readonly timestamp: number
  readonly traceId: string | null
  readonly round: number
  value: unknown
  /** Why the value could not be read. */
  error: Error | null = null
  private readonly held: HeldRecord
  private pending: boolean

  /** @param value what the bytes were just made of or read as, where it is at hand */
  constructor(topic: string, partition: number, offset: number, held: HeldRecord, value?: object) {
    const { headers } = held
    this.topic = topic
    this.partition = partition
    this.offset = offset
    this.key = held.key
    this.timestamp = held.timestamp
    this.traceId = headers['trace-id'] ?? null
    this.round = roundOf(headers[ROUND_HEADER])
    this.value = value
    this.held = held
    this.pending = value === undefined
  }

  get bytes(): Buffer | null {
    return this.held.value
  }

  /** Decodes the value at the first call. False when it cannot be read; `error` then says why. */
  read(serde: Serde, codec: Codec<unknown>): boolean {
    if (this.pending) {
      this.pending = false
      try {
        this.value = serde.decode(codec, this.bytes, this)
      } catch (thrown) {
        this.error = asError(thrown)
      }
    }
    return this.error === null
  }
}
