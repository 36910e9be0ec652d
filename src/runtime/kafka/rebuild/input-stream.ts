/** The inputs of one former task, one by one in the order it took them. */
import type { OrderRun, TaskOrder } from '../../../records/generated.ts'
import { PUNCTUATION, streamTimeAt } from '../../order.ts'
import type { KafkaRecord } from '../reading/kafka-record.ts'
import type { Stretch } from './order-history.ts'

/** A record or a punctuation as the former task took it. */
export interface ReplayedInput {
  /** The former task. */
  readonly task: number
  /** Null for a punctuation. */
  readonly input: { readonly source: number; readonly record: KafkaRecord } | null
  /** Stream time it was taken at, ms. */
  readonly timeMs: number
  /** Number of the stretch it belongs to. */
  readonly sequence: number
}

export interface StreamOptions {
  readonly task: number
  readonly stretches: readonly Stretch[]
  decode(bytes: Buffer): TaskOrder
  /** Finds a record; null where it is to be left out. */
  find(source: number, partition: number, offset: number): Promise<KafkaRecord | null>
}

export class InputStream {
  readonly task: number
  private readonly options: StreamOptions
  private head: ReplayedInput | null = null
  private stretch = 0
  private sequence = 0
  private runs: readonly OrderRun[] = []
  private run = 0
  private taken = 0
  private timeMs = Number.NEGATIVE_INFINITY

  constructor(options: StreamOptions) {
    this.options = options
    this.task = options.task
  }

  /** The next input, which stays the next one until `pop`; null behind the last. */
  async peek(): Promise<ReplayedInput | null> {
    this.head ??= await this.read()
    return this.head
  }

  pop(): void {
    this.head = null
  }

  /** A late record was taken at the stream time of its task, every other one at its own time. */
  private async read(): Promise<ReplayedInput | null> {
    for (;;) {
      const run = this.runs[this.run]
      if (run === undefined) {
        const next = this.options.stretches[this.stretch++]
        if (next === undefined) return null
        this.sequence = next.sequence
        this.runs = this.options.decode(next.bytes).runs
        this.run = 0
        continue
      }
      if (this.taken === run.count) {
        this.run++
        this.taken = 0
        continue
      }
      const offset = run.offset + this.taken++
      if (run.source === PUNCTUATION) return this.item(null, Math.max(this.timeMs, offset))
      const record = await this.options.find(run.source, run.partition, offset)
      if (record !== null) {
        const timeMs = streamTimeAt(this.timeMs, record.timestamp, run.taken_at ?? null)
        return this.item({ source: run.source, record }, timeMs)
      }
    }
  }

  private item(input: ReplayedInput['input'], timeMs: number): ReplayedInput {
    this.timeMs = timeMs
    return { task: this.task, input, timeMs, sequence: this.sequence }
  }
}
