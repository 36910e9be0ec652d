/** One partition being read for one or several tasks: what is fetched once is given to all that stand there. */
import type { FetchedPartition } from '../protocol/fetch.ts'
import { committedRecords } from './committed-records.ts'
import type { InputQueue } from './input-queue.ts'
import { KafkaRecord } from './kafka-record.ts'

export class Feed {
  readonly topic: string
  readonly partition: number
  /** True while fetched records wait for their schemas. */
  blocked = false
  private queues: InputQueue[] = []
  private readonly withHeaders: boolean

  /** @param withHeaders whether records get all their headers, which tasks do not need */
  constructor(topic: string, partition: number, withHeaders: boolean) {
    this.topic = topic
    this.partition = partition
    this.withHeaders = withHeaders
  }

  get isEmpty(): boolean {
    return this.queues.length === 0
  }

  add(queue: InputQueue): void {
    this.queues.push(queue)
  }

  remove(queue: InputQueue): void {
    this.queues = this.queues.filter((other) => other !== queue)
  }

  /** Where to fetch next: for the hungry task that was answered longest ago. Null when all have enough. */
  nextOffset(): number | null {
    if (this.blocked) return null
    let chosen: InputQueue | null = null
    for (const queue of this.queues) {
      if (queue.wantsMore && (chosen === null || queue.checkedMs < chosen.checkedMs)) chosen = queue
    }
    return chosen?.position ?? null
  }

  /** The records of an answer that somebody still needs, in the form tasks take. */
  open(
    answer: FetchedPartition,
    from: number,
    nowMs: number,
  ): { readonly records: readonly KafkaRecord[]; readonly nextOffset: number } {
    const { records, nextOffset } = committedRecords(answer, from, this.withHeaders)
    return { records: records.map((raw) => new KafkaRecord(this.topic, this.partition, raw, nowMs)), nextOffset }
  }

  /** Records up to this offset have been committed. */
  announce(end: number): void {
    for (const queue of this.queues) queue.announcedEnd = Math.max(queue.announcedEnd, end)
  }

  /** Nothing more can be read: whoever stands here must stop. */
  fail(error: Error): void {
    this.blocked = true
    for (const queue of this.queues) queue.failure = error
  }

  /** Gives an answer to every hungry queue that stands within it. */
  deliver(records: readonly KafkaRecord[], from: number, nextOffset: number, end: number, nowMs: number): void {
    for (const queue of this.queues) {
      if (queue.position < from || queue.position > nextOffset || !queue.wantsMore) continue
      for (const record of records) if (record.offset >= queue.position) queue.push(record)
      queue.position = nextOffset
      queue.end = end
      queue.checkedMs = nowMs
    }
  }
}
