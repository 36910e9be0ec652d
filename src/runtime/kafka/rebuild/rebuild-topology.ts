/** Rebuilds the tasks of one topology: reads its order and its old state, replays, and makes the new changelogs. */
import type { Serde } from '../../../records/serde.ts'
import { orderTopic } from '../../../topics.ts'
import type { Topology } from '../../../topology/topology.ts'
import { StreamError } from '../../errors.ts'
import { partitionOf } from '../../partitioner.ts'
import type { TaskOutput } from '../../task.ts'
import type { Connection } from '../client/connection.ts'
import { ChangelogContent, changelogTopic, entryRecord, type TaskMeta } from '../lane/changelog.ts'
import { taskCount } from '../lane/open-tasks.ts'
import { readChangelog } from '../lane/restore.ts'
import type { PartitionRecords } from '../lane/transactional-writer.ts'
import type { OutRecord } from '../protocol/batch-encoder.ts'
import type { KafkaSchemas } from '../registry/kafka-schemas.ts'
import { type OrderHistory, readOrder } from './order-history.ts'
import { PartitionCursor } from './partition-cursor.ts'
import { type Positions, replay } from './replay.ts'

export interface RebuildContext<C> {
  readonly connection: Connection
  readonly groupId: string
  readonly topicPrefix: string
  /** All of the group. */
  readonly topologies: readonly Topology<C>[]
  readonly config: C
  readonly configDigest: string
  readonly serde: Serde
  readonly schemas: KafkaSchemas
  readonly signal: AbortSignal
  onStep(text: string): void
}

export interface RebuiltTopology {
  readonly name: string
  readonly tasks: number
  readonly inputs: number
  /** Inputs that compaction has removed. */
  readonly compacted: number
  /** Entries of all stores. */
  readonly entries: number
  /** Outputs of punctuations that the former tasks had not reached, which are written now. */
  readonly unwritten: number
  /** What must be written: those outputs; to the changelog tombstones for what is no more, and everything that is. */
  readonly parts: readonly PartitionRecords[]
  /** Partitions whose keys go by the new count, how far they are taken, and how many there will be. */
  readonly routed: readonly { readonly topic: string; readonly partition: number; readonly from: number | null }[]
}

export async function rebuildTopology<C>(context: RebuildContext<C>, topology: Topology<C>): Promise<RebuiltTopology> {
  const { connection, topicPrefix, groupId, config, configDigest, serde, schemas, signal, onStep, topologies } = context
  const { name } = topology
  const cursor = (topic: string, partition: number) =>
    new PartitionCursor({ connection, topicPrefix, topic, partition, learn: (records) => schemas.learn(records) })
  const partitionsOf = (topic: string) => connection.partitionsOf(topicPrefix + topic)
  const cursorsOf = (topic: string) => Array.from({ length: partitionsOf(topic) }, (_, p) => cursor(topic, p))
  const history = await readOrder(name, serde, cursorsOf(orderTopic(name).name))
  const changelog = changelogTopic(groupId, name)
  const old: ChangelogContent[] = []
  for (let partition = 0; partition < partitionsOf(changelog); partition++)
    old.push(await readChangelog(connection, topicPrefix + changelog, partition))
  const planned = new Map(topology.sources.map(({ topic }) => [topic.name, topic.partitions]))
  const tasks = taskCount(topology, (topic) => planned.get(topic) ?? 0)
  checkComplete(
    name,
    history,
    old.flatMap(({ meta }) => meta ?? []),
  )
  const isSameCount = topology.tasks === 'single' || isSameHistory(history, old, tasks)
  onStep(`${name}: replaying what ${history.tasks.size} of its tasks have taken`)
  const onProgress = (inputs: number) => onStep(`${name}: ${inputs} inputs replayed`)
  const result = await replay({
    topology,
    config,
    serde,
    history,
    tasks,
    isSameCount,
    written: new Set(topologies.flatMap(({ sinks }) => sinks.map(({ topic }) => topic.name))),
    reachedMs: reachedTimes(history, old),
    cursor,
    onProgress,
    signal,
  })
  let entries = 0
  const parts = result.tasks.map(({ task, positions, nextSequence: sequence }, partition) => {
    // What the last commit counted goes beyond the last record: transaction markers follow it.
    const committed = isSameCount ? old[partition]?.meta?.positions : undefined
    const own = { sequence, tasks, configDigest, positions: committed ?? positionsOf(topology, partition, positions) }
    const records = history.nextSequence === 0 ? [] : task.changelog(own)
    entries += Math.max(0, records.length - 1)
    const topic = topicPrefix + changelog
    return { topic, partition, records: [...tombstones(old[partition] ?? new ChangelogContent(), records), ...records] }
  })
  const late = result.tasks.flatMap(({ task }) => task.unwritten)
  const routed = isSameCount ? [] : routedPartitions(topology, result.tasks[0]!.positions, partitionsOf)
  return {
    name,
    tasks,
    inputs: result.inputs,
    compacted: result.compacted,
    entries,
    unwritten: late.length,
    parts: [...outputParts(late, topicPrefix), ...parts],
    routed,
  }
}

/**
 * Refuses where inputs that were not taken lie in a partition that their keys will not belong to: the task of their key
 * would never see them.
 */
export async function refuseUntaken<C>(
  { connection, topicPrefix, schemas }: Pick<RebuildContext<C>, 'connection' | 'topicPrefix' | 'schemas'>,
  { name, tasks, routed }: RebuiltTopology,
): Promise<void> {
  for (const { topic, partition, from } of routed) {
    const cursor = new PartitionCursor({
      connection,
      topicPrefix,
      topic,
      partition,
      learn: (all) => schemas.learn(all),
    })
    let untaken = 0
    for await (const record of cursor.from(from)) {
      if (record.error === null && partitionOf(record.key, tasks) !== partition) untaken++
    }
    if (untaken === 0) continue
    throw new StreamError(
      'INPUTS_UNTAKEN',
      'halt',
      `${name} has not taken ${untaken} records of ${topicPrefix}${topic}/${partition}, and their keys move to other partitions: ` +
        'stop whoever writes there, let the group take them with the former --partitions, and rebuild then',
    )
  }
}

/** Throws a halt error where tasks have committed stretches that the order topic does not have. */
function checkComplete(topology: string, { nextSequence }: OrderHistory, metas: readonly TaskMeta[]): void {
  const committed = Math.max(0, ...metas.map(({ sequence }) => sequence))
  // A rebuild for another number of partitions leaves one number out.
  if (committed <= nextSequence + 1) return
  const what = `the order topic of ${topology} ends at stretch ${nextSequence - 1}, but ${committed - 1} was committed`
  throw new StreamError(
    'ORDER_LOST',
    'halt',
    `${what}: what its tasks have taken is not known, so they cannot be rebuilt`,
  )
}

/** A rebuild moves a task's stream time on without a record on the order topic: its state knows better then. */
function reachedTimes(history: OrderHistory, old: readonly ChangelogContent[]): ReadonlyMap<number, number> {
  const reached = new Map(history.reachedMs)
  for (const [number, { meta }] of old.entries()) {
    if (meta === null || meta.timeMs === null) continue
    reached.set(number, Math.max(reached.get(number) ?? Number.NEGATIVE_INFINITY, meta.timeMs))
  }
  return reached
}

function outputParts(outputs: readonly TaskOutput[], topicPrefix: string): readonly PartitionRecords[] {
  const parts = new Map<string, { topic: string; partition: number; records: OutRecord[] }>()
  for (const { topic, key, timestamp, headers, value } of [...outputs].sort((a, b) => a.timestamp - b.timestamp)) {
    const partition = partitionOf(key, topic.partitions)
    const name = `${topic.name}/${partition}`
    const part = parts.get(name) ?? { topic: topicPrefix + topic.name, partition, records: [] }
    parts.set(name, part)
    part.records.push({ key: Buffer.from(key, 'utf8'), value, timestamp, headers })
  }
  return [...parts.values()]
}

/** Whether every task of the history was what the task of its number is now. */
function isSameHistory(
  { hasGap, tasks: history }: OrderHistory,
  old: readonly ChangelogContent[],
  tasks: number,
): boolean {
  if (hasGap || old.every(({ meta }) => meta === null)) return false
  return old.every(({ meta }, number) => {
    if (meta === null) return true
    const next = (history.get(number)?.at(-1)?.sequence ?? -1) + 1
    return meta.tasks === tasks && meta.sequence === next
  })
}

/** Positions in the partitions that a task reads. */
function positionsOf<C>({ tasks, sources }: Topology<C>, partition: number, positions: Positions): Positions {
  if (tasks === 'single') return positions
  const whole = new Set(sources.filter(({ mode }) => mode === 'broadcast').map(({ topic }) => topic.name))
  return Object.fromEntries(
    Object.entries(positions).map(([topic, found]) => {
      const own = found[partition]
      return [topic, whole.has(topic) ? found : own === undefined ? {} : { [partition]: own }]
    }),
  )
}

/** The partitions that only the task of their number reads, and how far they were taken. */
function routedPartitions<C>(
  { sources }: Topology<C>,
  positions: Positions,
  partitionsOf: (topic: string) => number,
): RebuiltTopology['routed'] {
  return sources
    .filter(({ mode }) => mode === 'partitioned')
    .flatMap(({ topic: { name } }) =>
      Array.from({ length: partitionsOf(name) }, (_, partition) => ({
        topic: name,
        partition,
        from: positions[name]?.[partition] ?? null,
      })),
    )
}

/** Deletes what the old state had and the new one has not. */
function tombstones({ stores }: ChangelogContent, records: readonly OutRecord[]): readonly OutRecord[] {
  const kept = new Set(records.map(({ key }) => key.toString('utf8')))
  const gone: OutRecord[] = []
  for (const [store, entries] of stores) {
    for (const key of entries.keys()) {
      if (!kept.has(`${store}/${key}`)) gone.push(entryRecord(store, { key, value: undefined }, 0))
    }
  }
  return gone
}
