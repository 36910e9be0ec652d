/** A record as it was read from a partition: decoded once, and only when a task takes it. */
import type { Codec } from '../../../records/codec.ts'
import { type Serde, UnreadableValue } from '../../../records/serde.ts'
import { asError } from '../../errors.ts'
import type { Orderable } from '../../ordering.ts'
import type { TaskInput } from '../../task.ts'
import type { RawRecord } from '../protocol/batch-decoder.ts'

export class KafkaRecord implements TaskInput, Orderable {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string
  readonly timestamp: number
  readonly traceId: string | null
  readonly bytes: Buffer | null
  readonly round: number
  /** All of them, where the reader was asked for them. */
  readonly headers: RawRecord['headers']
  /** When it arrived here, on the clock of `performance.now()`, ms. */
  readonly arrivedMs: number
  value: unknown
  error: Error | null = null
  private pending = true

  constructor(topic: string, partition: number, raw: RawRecord, arrivedMs: number) {
    this.topic = topic
    this.partition = partition
    this.offset = raw.offset
    this.key = raw.key === null ? '' : raw.key.toString('utf8')
    this.timestamp = raw.timestamp
    this.traceId = raw.traceId
    this.bytes = raw.value
    this.round = raw.round
    this.headers = raw.headers
    this.arrivedMs = arrivedMs
    if (raw.key === null) {
      this.pending = false
      this.error = new UnreadableValue(
        'NO_KEY',
        null,
        'no key: nobody can tell what the record is about, nor which partition it belongs to',
      )
    }
  }

  /** Decodes the value at the first call; `error` then says why it cannot be read. */
  read(serde: Serde, codec: Codec<unknown>): void {
    if (!this.pending) return
    this.pending = false
    try {
      this.value = serde.decode(codec, this.bytes, this)
    } catch (thrown) {
      this.error = asError(thrown)
    }
  }
}
