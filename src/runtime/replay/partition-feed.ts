/** One pass over a recorded partition for everybody who reads it: nothing is read twice, and what all have passed is let go. */
import type { Codec } from '../../records/codec.ts'
import { StreamError } from '../errors.ts'
import type { LazyRecord } from '../lazy-record.ts'
import { inputOf, type LocalRun, type RecordedRecord } from './recorded-run.ts'

/** Some records, and the way to those that follow: readers hold on to the link they are at, so the ones before can go. */
interface Link {
  readonly records: readonly RecordedRecord[]
  /** The same records as inputs, made when first asked for. */
  readonly inputs: LazyRecord[]
  next: Link | null
}

/** As long as a partition has given no more links than this, readers may still begin at its beginning. */
const KEPT_LINKS = 16

class PartitionFeed {
  readonly topic: string
  readonly partition: number
  readonly isRecorded: boolean
  private readonly batches: Iterator<readonly RecordedRecord[]>
  private first: Link | null = { records: [], inputs: [], next: null }
  private links = 0

  constructor(run: LocalRun, topic: string, partition: number) {
    this.topic = topic
    this.partition = partition
    this.isRecorded = partition < run.partitionsOf(topic)
    this.batches = run.read(topic, partition)[Symbol.iterator]()
  }

  /** A reader at the beginning; null when that is gone. */
  reader(): FeedReader | null {
    return this.first === null ? null : new FeedReader(this, this.first)
  }

  /** The link behind one; null behind the last. */
  after(link: Link): Link | null {
    if (link.next !== null) return link.next
    const { done, value } = this.batches.next()
    if (done === true) return null
    link.next = { records: value, inputs: [], next: null }
    if (++this.links > KEPT_LINKS) this.first = null
    return link.next
  }
}

/** Goes through a partition once. */
export class FeedReader {
  private readonly feed: PartitionFeed
  private link: Link
  private index = 0
  /** Records that were passed and are still to be taken: within an instant tasks take records by key. */
  private readonly passed = new Map<number, LazyRecord>()

  constructor(feed: PartitionFeed, first: Link) {
    this.feed = feed
    this.link = first
  }

  /** The next record, which stays the next one until `skip`; null behind the last. */
  peek(): RecordedRecord | null {
    while (this.index === this.link.records.length) {
      const next = this.feed.after(this.link)
      if (next === null) return null
      this.link = next
      this.index = 0
    }
    return this.link.records[this.index]!
  }

  skip(): void {
    this.index++
  }

  /** The record at an offset, each once; null where the recording does not have it. */
  find(offset: number, codec: Codec<unknown>): LazyRecord | null {
    for (let record = this.peek(); record !== null && record.offset <= offset; record = this.peek()) {
      const input = this.input(record, codec)
      this.index++
      if (record.offset === offset) return input
      this.passed.set(record.offset, input)
    }
    const passed = this.passed.get(offset) ?? null
    this.passed.delete(offset)
    return passed
  }

  /** The next record, which was peeked, as an input: readers share it. */
  input(record: RecordedRecord, codec: Codec<unknown>): LazyRecord {
    const { inputs } = this.link
    let input = inputs[this.index]
    if (input === undefined) {
      input = inputOf(this.feed.topic, record, codec)
      inputs[this.index] = input
    }
    return input
  }

  /** The halt error for an offset that was not found. */
  missing(offset: number): StreamError {
    const { topic, partition, isRecorded } = this.feed
    const next = this.peek()
    const after = next === null ? 'it ends before' : `the next one is ${next.offset}`
    const what = isRecorded ? after : 'the topic was not recorded at all'
    return new StreamError(
      'INPUT_MISSING',
      'halt',
      `the recording has no record of ${topic}/${partition} at offset ${offset}, which a task took (${what}): record the topic whole`,
    )
  }
}

/** The feeds of a run: readers that come in time share one. */
export class Feeds {
  private readonly run: LocalRun
  private readonly feeds = new Map<string, PartitionFeed>()

  constructor(run: LocalRun) {
    this.run = run
  }

  /** A reader at the beginning of a partition. */
  reader(topic: string, partition: number): FeedReader {
    const place = `${topic}/${partition}`
    const reader = this.feeds.get(place)?.reader() ?? null
    if (reader !== null) return reader
    const feed = new PartitionFeed(this.run, topic, partition)
    this.feeds.set(place, feed)
    return feed.reader()!
  }
}
