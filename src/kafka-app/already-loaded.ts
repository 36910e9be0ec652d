/** How much of a recording the input topics hold already, so that a run that was stopped goes on loading. */
import type { SourceRecord } from '../connectors/source-record.ts'
import { StreamError } from '../runtime/errors.ts'
import { type ClusterOptions, Connection, kafkaClient } from '../runtime/kafka/client/connection.ts'
import { offsetsOf } from '../runtime/kafka/lane/offsets.ts'
import { partitionOf } from '../runtime/partitioner.ts'
import { topics } from '../topics.ts'
import { readPartition, readTopic } from './read-topic.ts'

/** The last record of a partition, to tell whether it is this recording's. */
interface LastRecord {
  readonly key: string
  readonly timestamp: number
}

/** Topics that a file of candles is loaded into, beside the dead letters. */
export const CANDLE_TOPICS: readonly string[] = [topics.marketTick.name, topics.instrument.name, topics.aiSignal.name]

/**
 * The records of a recording come in the same order every time, and within a partition they stay in it. So their number
 * says where to go on. Dead letters are counted by key, because topologies write there too.
 */
export class AlreadyLoaded {
  private readonly left: Map<string, number>
  private readonly last: ReadonlyMap<string, LastRecord>

  private constructor(left: Map<string, number>, last: ReadonlyMap<string, LastRecord>) {
    this.left = left
    this.last = last
  }

  /** Nothing is counted: everything is published behind what is there. */
  static nothing(): AlreadyLoaded {
    return new AlreadyLoaded(new Map(), new Map())
  }

  /** @param loaded topics that are loaded, beside the dead letters; none of them may be one that a topology writes */
  static async find(cluster: ClusterOptions, loaded: readonly string[]): Promise<AlreadyLoaded> {
    const prefix = cluster.topicPrefix ?? ''
    const connection = new Connection(kafkaClient(cluster))
    const left = new Map<string, number>()
    const last = new Map<string, LastRecord>()
    try {
      await connection.open([...loaded, topics.deadLetter.name].map((topic) => prefix + topic))
      for (const topic of loaded) {
        for (let partition = 0; partition < connection.partitionsOf(prefix + topic); partition++) {
          const { end } = await offsetsOf(connection, prefix + topic, partition)
          if (end === 0) continue
          left.set(`${topic}/${partition}`, end)
          const [record] = await readPartition(connection, prefix + topic, partition, 1)
          if (record !== undefined) last.set(`${topic}/${partition}`, placed(record.key, record.timestamp))
        }
      }
      for (const { key } of await readTopic(connection, prefix + topics.deadLetter.name)) {
        const name = letterName(String(key))
        left.set(name, (left.get(name) ?? 0) + 1)
      }
    } finally {
      await connection.close()
    }
    return new AlreadyLoaded(left, last)
  }

  /** Records that lie in the input topics, dead letters aside. */
  get records(): number {
    return [...this.left].reduce((sum, [name, count]) => sum + (name.includes('/') ? count : 0), 0)
  }

  /**
   * Reads the whole recording beforehand, so that nothing is published where the topics hold another. Throws a halt error
   * for a record that is not the recording's, or for more records than it has.
   */
  async check(
    batches: Iterable<readonly SourceRecord[]> | AsyncIterable<readonly SourceRecord[]>,
    partitionsOf: (topic: string) => number,
  ): Promise<void> {
    if (this.left.size === 0) return
    const rest = new AlreadyLoaded(new Map(this.left), this.last)
    for await (const batch of batches) {
      for (const record of batch) rest.has(record, partitionOf(record.key, partitionsOf(record.topic)))
    }
    const more = [...rest.left].find(([name, left]) => left > 0 && this.last.has(name))
    if (more !== undefined) throw otherSource(more[0])
  }

  /** Whether the next record for a partition lies there already. Throws a halt error where another record does. */
  has({ topic, key, timestamp }: SourceRecord, partition: number): boolean {
    const name = topic === topics.deadLetter.name ? letterName(key) : `${topic}/${partition}`
    const left = this.left.get(name) ?? 0
    if (left === 0) return false
    this.left.set(name, left - 1)
    const last = this.last.get(name)
    if (left === 1 && last !== undefined && (last.key !== key || last.timestamp !== timestamp)) throw otherSource(name)
    return true
  }
}

function otherSource(name: string): StreamError {
  return new StreamError(
    'OTHER_SOURCE',
    'halt',
    `${name} holds records of other input (candles, signals, symbols or times): run with the same again, or take another --topic-prefix and --app`,
  )
}

function placed(key: Buffer | null, timestamp: number): LastRecord {
  return { key: key === null ? '' : key.toString('utf8'), timestamp }
}

function letterName(key: string): string {
  return `${topics.deadLetter.name} ${key}`
}
