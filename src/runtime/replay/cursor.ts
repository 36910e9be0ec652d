/** Goes through one recorded partition once; within an instant tasks take records by key, so some are taken ahead of others. */
import { StreamError } from '../errors.ts'
import type { RecordedRecord, RecordedRun } from './recorded-run.ts'

export class Cursor {
  private readonly topic: string
  private readonly partition: number
  private readonly batches: AsyncIterator<readonly RecordedRecord[]> | Iterator<readonly RecordedRecord[]>
  private batch: readonly RecordedRecord[] = []
  private next = 0
  /** Records that were passed and are still to be taken: as many as an instant has. */
  private readonly passed = new Map<number, RecordedRecord>()

  constructor(run: RecordedRun, topic: string, partition: number) {
    this.topic = topic
    this.partition = partition
    const batches = run.read(topic, partition)
    this.batches = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]()
  }

  /** The record at an offset. Throws a halt error where the recording does not have it. */
  async at(offset: number): Promise<RecordedRecord> {
    const passed = this.passed.get(offset)
    if (passed !== undefined) {
      this.passed.delete(offset)
      return passed
    }
    for (;;) {
      const record = this.batch[this.next]
      if (record === undefined) {
        const { done, value } = await this.batches.next()
        if (done === true) throw this.missing(offset, 'it ends before')
        this.batch = value
        this.next = 0
        continue
      }
      if (record.offset > offset) throw this.missing(offset, `the next one is ${record.offset}`)
      this.next++
      if (record.offset === offset) return record
      this.passed.set(record.offset, record)
    }
  }

  private missing(offset: number, what: string): StreamError {
    const place = `${this.topic}/${this.partition}`
    return new StreamError(
      'INPUT_MISSING',
      'halt',
      `the recording has no record of ${place} at offset ${offset}, which a task took (${what}): record the topic whole`,
    )
  }
}
