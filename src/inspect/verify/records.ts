/** The records that are verified, as one union, and all of them merged in the order of their event times. */
import type { RecordTypes } from '../../records/generated.ts'
import type { ReadRecord } from '../../runtime/embedded/topic-reader.ts'
import { topics } from '../../topics.ts'
import type { Topic } from '../../topology/topic.ts'
import { type Place, placeOf } from '../place.ts'

/** Topics that hold still while they are read, whatever keeps them. */
export interface Verifiable {
  /** Partitions of a topic; none where there is no such topic. */
  partitions(topic: string): readonly { readonly partition: number }[]
  /** Records of one partition in the order of their offsets; unreadable ones say why. */
  partition<V>(topic: Topic<V>, partition: number): Iterable<ReadRecord<V>>
}

type VerifiedTopic =
  | 'ai.signal'
  | 'signal.decision'
  | 'trade.intent'
  | 'exit.plan'
  | 'order.command'
  | 'execution.report'
  | 'account.event'
  | 'position.update'
  | 'plan.decision'
  | 'dead.letter'

/** A readable record of one topic. */
export interface Taken<K extends VerifiedTopic> {
  readonly kind: K
  readonly place: Place
  /** Event time, Unix ms. */
  readonly timestamp: number
  readonly value: RecordTypes[K]
}

/** A record that cannot be decoded. */
export interface Unreadable {
  readonly kind: 'unreadable'
  readonly place: Place
  readonly timestamp: number
  readonly error: Error
}

export type VerifiedRecord = { [K in VerifiedTopic]: Taken<K> }[VerifiedTopic] | Unreadable

type Partition = (snapshot: Verifiable) => readonly Iterable<VerifiedRecord>[]

/** In the order in which records of one instant are taken: what names a thing comes before what refers to it. */
const SOURCES: readonly Partition[] = [
  partitionsOf('ai.signal', topics.aiSignal),
  partitionsOf('signal.decision', topics.signalDecision),
  partitionsOf('trade.intent', topics.tradeIntent),
  partitionsOf('exit.plan', topics.exitPlan),
  partitionsOf('order.command', topics.orderCommand),
  partitionsOf('execution.report', topics.executionReport),
  partitionsOf('account.event', topics.accountEvent),
  partitionsOf('position.update', topics.positionUpdate),
  partitionsOf('plan.decision', topics.planDecision),
  partitionsOf('dead.letter', topics.deadLetter),
]

function partitionsOf<K extends VerifiedTopic>(kind: K, topic: Topic<RecordTypes[K]>) {
  return (snapshot: Verifiable): readonly Iterable<Taken<K> | Unreadable>[] =>
    snapshot.partitions(topic.name).map(({ partition }) => taken(snapshot, kind, topic, partition))
}

function* taken<K extends VerifiedTopic>(
  snapshot: Verifiable,
  kind: K,
  topic: Topic<RecordTypes[K]>,
  partition: number,
): Iterable<Taken<K> | Unreadable> {
  for (const record of snapshot.partition(topic, partition)) {
    const { timestamp } = record
    const place = placeOf(record)
    if (record.error === null) yield { kind, place, timestamp, value: record.value }
    else yield { kind: 'unreadable', place, timestamp, error: record.error }
  }
}

/** All verified records in event time, one record a partition in memory. Records of one partition keep their order. */
export function* inEventOrder(snapshot: Verifiable): Iterable<VerifiedRecord> {
  const streams = SOURCES.flatMap((source) => source(snapshot)).map((records) => records[Symbol.iterator]())
  const heads = streams.map((stream) => stream.next())
  for (;;) {
    let first = -1
    let earliest = Number.POSITIVE_INFINITY
    for (const [index, head] of heads.entries()) {
      if (head.done || head.value.timestamp >= earliest) continue
      first = index
      earliest = head.value.timestamp
    }
    const head = heads[first]
    const stream = streams[first]
    if (head === undefined || head.done || stream === undefined) return
    yield head.value
    heads[first] = stream.next()
  }
}
