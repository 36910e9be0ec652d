/** What the embedded driver asks of its storage: topics, stores and positions that change together or not at all. */

/** One record as a topic holds it. `timestamp` is event time in epoch milliseconds; a null `value` is a tombstone. */
export interface LogRecord {
  readonly key: string
  readonly timestamp: number
  /** Records that share headers should share the object: it is then stored, and recognised, once a block. */
  readonly headers: Readonly<Record<string, string>>
  readonly value: Buffer | null
}

/** A record with its place. `value` is a view into the block it was read from: keeping it keeps about 1 MiB. */
export interface StoredRecord extends LogRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** A record on its way to a topic from another process: the runner gives it a partition and an offset. */
export interface InboxRecord extends LogRecord {
  readonly topic: string
}

/** A record waiting in the inbox. Sequences start at 1, rise by 1, and are never given twice. */
export interface QueuedRecord extends InboxRecord {
  readonly sequence: number
}

/** One entry of a task's store after the commit: JSON text, or undefined where the entry is gone. */
export interface StoreChange {
  readonly task: string
  readonly store: string
  readonly key: string
  readonly value: string | undefined
}

/** Records for the end of one partition. `firstOffset` must be the partition's end offset. */
export interface LogAppend {
  readonly topic: string
  readonly partition: number
  readonly firstOffset: number
  readonly records: readonly LogRecord[]
}

/** Everything one commit changes. */
export interface CommitBatch {
  readonly appends: readonly LogAppend[]
  readonly changes: Iterable<StoreChange>
  readonly meta: ReadonlyMap<string, string | undefined>
  /** Sequence of the last inbox record that `appends` took up: it and all before it leave the inbox. 0 for none. */
  readonly inboxTaken: number
}

/** A partition that has been written to. */
export interface PartitionEnd {
  readonly topic: string
  readonly partition: number
  readonly endOffset: number
}

/** A store that has been written to, and how many entries it holds. */
export interface StoreSize {
  readonly task: string
  readonly store: string
  readonly entries: number
}

/** What can be read: topics, stores and metadata. Reads see what was committed, by this process or by another. */
export interface TopicStorage {
  /** Offset the next record of the partition will get; 0 where nothing was written. */
  endOffset(topic: string, partition: number): number
  /** All partitions that hold records, by topic and partition. */
  topics(): readonly PartitionEnd[]
  /**
   * Records of a partition with fromOffset ≤ offset < toOffset, block by block, so memory stays flat. Without
   * `toOffset` it ends where the partition ended when the iteration began. No snapshot stays open between records.
   */
  read(topic: string, partition: number, fromOffset?: number, toOffset?: number): Iterable<StoredRecord>
  /**
   * First offset of the first block that holds a record of `timestamp` or later; the end offset where there is none.
   * Every record before it is earlier than `timestamp`; records from it on may be earlier too. One index look-up.
   */
  firstOffsetAt(topic: string, partition: number, timestamp: number): number
  /** Every entry of a store as [key, JSON text], in no particular order; nothing for an unknown store. */
  loadStore(task: string, store: string): Iterable<readonly [key: string, value: string]>
  /** All stores ever written to, by task and store. */
  stores(): readonly StoreSize[]
  /** Metadata a commit has set, undefined where there is none. */
  meta(key: string): string | undefined
  /** Gives it back. Nothing may be called afterwards; closing twice is harmless. */
  close(): Promise<void>
}

/**
 * Topics, stores, metadata and inbox of one data folder. Every method may throw a `StorageError`; a commit or a
 * `produce` that throws has changed nothing.
 */
export interface Storage extends TopicStorage {
  /** Makes the whole batch visible and durable, or nothing of it. Record values may be reused when it returns. */
  commit(batch: CommitBatch): void
  /** Queues records for the runner, in this order, in a commit of its own. May run beside the runner. */
  produce(records: readonly InboxRecord[]): void
  /** The oldest waiting records, at most `limit`. They stay until a commit names their sequence. */
  inbox(limit: number): readonly QueuedRecord[]
}
