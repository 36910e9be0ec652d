/** What one task has read of one partition and not yet taken: bounded, and aware of how far the partition goes. */
import type { KafkaRecord } from './kafka-record.ts'

/** Records in a queue after which it asks for no more. One fetch may go over it. */
const FULL = 1024
/** An instant may gather this many records in one partition before it is cut. */
const OVERFULL = 32_768

export class InputQueue {
  readonly topic: string
  readonly partition: number
  /** Offset the next fetch starts at. */
  position: number
  /** Last stable offset as last heard of; null before the first answer. */
  end: number | null = null
  /** Where records lie up to that this process has written itself; the broker's answers may be older than that. */
  announcedEnd = 0
  /** When the last answer came, on the clock of `performance.now()`, ms. */
  checkedMs = 0
  /** Why nothing more can be read; the task must stop. */
  failure: Error | null = null
  /** Greatest event time that ever arrived, ms. */
  newestMs = Number.NEGATIVE_INFINITY
  private records: KafkaRecord[] = []
  private first = 0

  constructor(topic: string, partition: number, position: number) {
    this.topic = topic
    this.partition = partition
    this.position = position
  }

  get size(): number {
    return this.records.length - this.first
  }

  get head(): KafkaRecord | undefined {
    return this.records[this.first]
  }

  /** Offset of the next record to take: what a restart has to begin with. */
  get taken(): number {
    return this.head?.offset ?? this.position
  }

  /** True while the partition holds stable records that were not fetched yet, or may hold some. */
  get isBehind(): boolean {
    return this.end === null || this.position < this.end || this.position < this.announcedEnd
  }

  /** Records the partition holds and the task has not taken. */
  get lag(): number {
    return this.end === null ? 0 : Math.max(0, this.end - this.taken)
  }

  /** Whether more should be fetched; an instant that fills the whole queue may go on growing. */
  get wantsMore(): boolean {
    return this.size < FULL || (this.size < OVERFULL && this.head?.timestamp === this.newestMs)
  }

  push(record: KafkaRecord): void {
    this.records.push(record)
    if (record.timestamp > this.newestMs) this.newestMs = record.timestamp
  }

  /** Takes the records at the front that come before a turn of the instant `timeMs`, or with it: see `turnOf`. */
  takeUpTo(timeMs: number, round: number, into: KafkaRecord[]): void {
    for (;;) {
      const record = this.records[this.first]
      if (record === undefined || record.timestamp > timeMs) break
      if (record.timestamp === timeMs && record.round > round) break
      into.push(record)
      this.first++
    }
    if (this.first === this.records.length) {
      this.records = []
      this.first = 0
    } else if (this.first >= FULL) {
      this.records = this.records.slice(this.first)
      this.first = 0
    }
  }
}
