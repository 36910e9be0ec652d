/** A record that many tasks may take: its bytes are decoded once, and only when one of them asks for the value. */
import type { Codec } from '../records/codec.ts'
import type { Serde } from '../records/serde.ts'
import { asError } from './errors.ts'
import { ROUND_HEADER, roundOf } from './rounds.ts'
import type { TaskInput } from './task.ts'

export type Headers = Readonly<Record<string, string>>

export class LazyRecord implements TaskInput {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string
  readonly timestamp: number
  readonly traceId: string | null
  readonly bytes: Buffer | null
  readonly round: number
  value: unknown
  /** Why the value could not be read. */
  error: Error | null = null
  private pending: boolean

  /** @param value what the bytes were just made of or read as, where it is at hand */
  constructor(
    topic: string,
    partition: number,
    offset: number,
    key: string,
    timestamp: number,
    headers: Headers,
    bytes: Buffer | null,
    value?: object,
  ) {
    this.topic = topic
    this.partition = partition
    this.offset = offset
    this.key = key
    this.timestamp = timestamp
    this.traceId = headers['trace-id'] ?? null
    this.bytes = bytes
    this.round = roundOf(headers[ROUND_HEADER])
    this.value = value
    this.pending = value === undefined
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
