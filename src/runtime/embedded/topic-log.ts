/** The head of an embedded topic partition: the records of the running round, and what the next commit must append. */
import type { Topic } from '../../topology/topic.ts'
import { type Headers, LazyRecord } from '../lazy-record.ts'
import { byKey } from '../ordering.ts'
import type { LogRecord } from './storage/storage.ts'

export class TopicLog {
  readonly topic: Topic<unknown>
  readonly partition: number
  /** Records of the running round, by (key, offset). */
  round: readonly LazyRecord[] = NONE
  private next: LazyRecord[] = []
  private firstPending: number
  private pending: LogRecord[] = []
  private readonly isRead: boolean

  /** @param isRead whether any task reads the topic; records nobody reads are only kept for the commit */
  constructor(topic: Topic<unknown>, partition: number, endOffset: number, isRead: boolean) {
    this.topic = topic
    this.partition = partition
    this.firstPending = endOffset
    this.isRead = isRead
  }

  /**
   * Appends a record; tasks see it in the next round.
   *
   * @param decoded the value the bytes were just made of, where it is at hand: it is then not decoded again
   */
  append(key: string, timestamp: number, headers: Headers, value: Buffer, decoded?: object): void {
    const offset = this.firstPending + this.pending.length
    const record = { key, timestamp, headers, value }
    this.pending.push(record)
    if (this.isRead) this.next.push(new LazyRecord(this.topic.name, this.partition, offset, record, decoded))
  }

  get hasNext(): boolean {
    return this.next.length > 0
  }

  /** Starts the next round with what was appended since the last one. */
  turn(): void {
    if (this.next.length === 0) {
      this.round = NONE
      return
    }
    this.round = sortedByKey(this.next)
    this.next = []
  }

  /** What the commit must append; the log forgets it. */
  takePending(): { readonly firstOffset: number; readonly records: readonly LogRecord[] } | null {
    if (this.pending.length === 0) return null
    const taken = { firstOffset: this.firstPending, records: this.pending }
    this.firstPending += this.pending.length
    this.pending = []
    return taken
  }
}

const NONE: readonly LazyRecord[] = []

/** Sorts by key; offsets ascend already and the sort is stable. Recordings come sorted, so it looks first. */
function sortedByKey(records: LazyRecord[]): LazyRecord[] {
  for (let i = 1; i < records.length; i++) {
    if (records[i]!.key < records[i - 1]!.key) return records.sort(byKey)
  }
  return records
}
