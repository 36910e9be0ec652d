/** Rebuilds the state of a group from its inputs: for another number of partitions, a new store version, a lost changelog. */
import { Serde } from '../../../records/serde.ts'
import type { Topology } from '../../../topology/topology.ts'
import type { StreamError } from '../../errors.ts'
import { type ClusterOptions, Connection, kafkaClient } from '../client/connection.ts'
import { type PartitionRecords, TransactionalWriter } from '../lane/transactional-writer.ts'
import { KafkaSchemas } from '../registry/kafka-schemas.ts'
import { RegistryClient } from '../registry/registry-client.ts'
import { addPartitions, createTopics, partitionCounts } from '../topics/topic-admin.ts'
import { jsonDoors, plannedTopics, recordTopics } from '../topics/topic-plan.ts'
import { checkStopped } from './check-stopped.ts'
import { type RebuiltTopology, rebuildTopology, refuseUntaken } from './rebuild-topology.ts'
import { topicChanges } from './topic-changes.ts'

export interface RebuildOptions<C> extends ClusterOptions {
  readonly registryUrl: string
  readonly groupId: string
  /** All topologies of the group, their topics with the partitions they shall have. */
  readonly topologies: readonly Topology<C>[]
  readonly config: C
  readonly configDigest: string
  readonly jsonDoor?: boolean
  /** Other groups that read or write the same topics: they must have stopped too where topics get more partitions. */
  sharesTopics(groupId: string): boolean
  /** Told what is being done. */
  onStep(text: string): void
  /** Told of everything that is being retried. */
  onError(error: StreamError): void
  /** Gives up: until the very last step nothing but the number of partitions has changed then. */
  readonly signal: AbortSignal
}

/** What a rebuild has done. */
export interface RebuildResult {
  readonly topologies: readonly Pick<
    RebuiltTopology,
    'name' | 'tasks' | 'inputs' | 'compacted' | 'entries' | 'unwritten'
  >[]
  /** Topics that have got more partitions. */
  readonly extended: readonly string[]
}

/** Within this long the new state must be written, ms; below the longest a broker allows by default. */
const TRANSACTION_MS = 300_000

/**
 * Replays every input the group has taken, in the order it was taken, and writes the state that comes of it. What the
 * replay emits is dropped: readers have it already. All of the new state becomes visible in one transaction, so that an
 * interrupted rebuild leaves the old state, and is simply begun again.
 */
export async function rebuild<C>(options: RebuildOptions<C>): Promise<RebuildResult> {
  const { groupId, topologies, topicPrefix = '', onStep, signal } = options
  await checkStopped(options, (id) => id === groupId)
  const plan = plannedTopics(groupId, topologies)
  const counts = await partitionCounts(
    options,
    plan.map(({ name }) => name),
  )
  const { lost, extended } = topicChanges(groupId, topologies, plan, counts, topicPrefix)
  if (extended.length > 0) await checkStopped(options, options.sharesTopics)
  const serde = await registered(options)
  await createTopics(options, lost)
  const kafka = kafkaClient(options)
  const connection = new Connection(kafka)
  try {
    await connection.open(plan.map(({ name }) => topicPrefix + name))
    const lanes = Math.max(...plan.map(({ name, partitions }) => Math.max(partitions, counts.get(name) ?? 0)))
    const writer = await fenceAll(connection, groupId, lanes)
    const context = { ...options, ...serde, connection, topicPrefix }
    const rebuilt: RebuiltTopology[] = []
    for (const topology of topologies) rebuilt.push(await rebuildTopology(context, topology))
    for (const one of rebuilt) await refuseUntaken(context, one)
    signal.throwIfAborted()
    if (extended.length > 0) {
      onStep(`more partitions for ${extended.map(({ name }) => topicPrefix + name).join(', ')}`)
      await addPartitions(options, extended)
      await connection.refresh()
      // Producers that were not stopped may have written between the look and the change.
      for (const one of rebuilt) await refuseUntaken(context, one)
    }
    await checkStopped(options, extended.length > 0 ? options.sharesTopics : (id) => id === groupId)
    signal.throwIfAborted()
    onStep('writing the new state')
    await writer.commit(merged(rebuilt), null)
    // Markers are written after a commit is acknowledged: the next fence waits for them, and readers then see all of it.
    await fenceAll(connection, groupId, 1)
    return { topologies: rebuilt, extended: extended.map(({ name }) => topicPrefix + name) }
  } finally {
    await connection.close()
  }
}

/** One part for each partition, though several topologies write there. */
function merged(rebuilt: readonly RebuiltTopology[]): readonly PartitionRecords[] {
  const parts = new Map<string, PartitionRecords>()
  for (const { topic, partition, records } of rebuilt.flatMap((one) => one.parts)) {
    if (records.length === 0) continue
    const name = `${topic}/${partition}`
    parts.set(name, { topic, partition, records: [...(parts.get(name)?.records ?? []), ...records] })
  }
  return [...parts.values()]
}

/** Takes over the transactional id of every lane, so that none can write any more; the first one's writer is kept. */
async function fenceAll(connection: Connection, groupId: string, lanes: number): Promise<TransactionalWriter> {
  const open = (lane: number, transactionTimeoutMs: number) =>
    TransactionalWriter.open({
      connection,
      transactionalId: `${groupId}-lane-${lane}`,
      groupId,
      transactionTimeoutMs,
    })
  for (let lane = 1; lane < lanes; lane++) await open(lane, TRANSACTION_MS)
  return open(0, TRANSACTION_MS)
}

async function registered<C>(options: RebuildOptions<C>): Promise<{ serde: Serde; schemas: KafkaSchemas }> {
  const { registryUrl, topicPrefix = '', topologies, jsonDoor = false, onError, signal } = options
  const client = new RegistryClient({ url: registryUrl })
  const schemas = new KafkaSchemas({ client, topicPrefix, onError, signal })
  await schemas.register(recordTopics(topologies))
  const serde = new Serde(schemas, { jsonDoor: jsonDoor ? jsonDoors(topologies) : new Set() })
  return { serde, schemas }
}
