/** Creates the planned topics, and says how a cluster differs from the plan. */
import kafkajs, { type Admin } from 'kafkajs'
import { connectFailure } from '../client/connect-failure.ts'
import { type ClusterOptions, kafkaClient } from '../client/connection.ts'
import { sleep } from '../client/sleep.ts'
import type { PlannedTopic } from './topic-plan.ts'

/** One thing in which a topic differs. */
export interface TopicDifference {
  readonly topic: string
  /** `missing`, `partitions`, or the name of a setting. */
  readonly what: string
  readonly planned: string
  readonly found: string
}

/** A hundred new partitions take a second on an idle machine, and half a minute on one that builds images meanwhile. */
const SERVED_WITHIN_MS = 60_000

/** Creates the planned topics that are missing, and returns their names. Waits until the brokers serve them. */
export async function createTopics(
  cluster: ClusterOptions,
  plan: readonly PlannedTopic[],
  replicationFactor = -1,
): Promise<readonly string[]> {
  return withAdmin(cluster, async (admin) => {
    const prefix = cluster.topicPrefix ?? ''
    const existing = new Set(await admin.listTopics())
    const missing = plan.filter(({ name }) => !existing.has(prefix + name))
    if (missing.length === 0) return []
    await admin.createTopics({
      // kafkajs waits for leaders by asking once too early and failing; asking for offsets is the better test.
      waitForLeaders: false,
      topics: missing.map(({ name, partitions, config }) => ({
        topic: prefix + name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries(config).map(([entry, value]) => ({ name: entry, value })),
      })),
    })
    await untilServed(admin, prefix, missing)
    return missing.map(({ name }) => name)
  })
}

/** In what the cluster differs from the plan; nothing when it is as planned. */
export async function topicDifferences(
  cluster: ClusterOptions,
  plan: readonly PlannedTopic[],
): Promise<readonly TopicDifference[]> {
  return withAdmin(cluster, async (admin) => {
    const prefix = cluster.topicPrefix ?? ''
    const existing = new Set(await admin.listTopics())
    const present = plan.filter(({ name }) => existing.has(prefix + name))
    const missing = plan.filter(({ name }) => !existing.has(prefix + name))
    const partitions = await partitionDifferences(admin, prefix, present)
    const settings = await settingDifferences(admin, prefix, present)
    return [
      ...missing.map(({ name }) => ({ topic: name, what: 'missing', planned: 'a topic', found: 'none' })),
      ...partitions,
      ...settings,
    ]
  })
}

/** Partitions each topic has in the cluster; 0 for one that it does not have. */
export async function partitionCounts(
  cluster: ClusterOptions,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  return withAdmin(cluster, async (admin) => {
    const prefix = cluster.topicPrefix ?? ''
    const existing = new Set(await admin.listTopics())
    const present = names.filter((name) => existing.has(prefix + name))
    const { topics } = await admin.fetchTopicMetadata({ topics: present.map((name) => prefix + name) })
    return new Map(
      names.map((name) => [name, topics.find((topic) => topic.name === prefix + name)?.partitions.length ?? 0]),
    )
  })
}

/** Gives topics the partitions they are planned to have; they must have fewer now. Waits until all are served. */
export async function addPartitions(cluster: ClusterOptions, topics: readonly PlannedTopic[]): Promise<void> {
  const prefix = cluster.topicPrefix ?? ''
  await withAdmin(cluster, async (admin) => {
    await admin.createPartitions({
      topicPartitions: topics.map(({ name, partitions }) => ({ topic: prefix + name, count: partitions })),
    })
    await untilServed(admin, prefix, topics)
  })
}

async function partitionDifferences(
  admin: Admin,
  prefix: string,
  plan: readonly PlannedTopic[],
): Promise<readonly TopicDifference[]> {
  if (plan.length === 0) return []
  const { topics } = await admin.fetchTopicMetadata({ topics: plan.map(({ name }) => prefix + name) })
  return plan.flatMap(({ name, partitions }) => {
    const found = topics.find((topic) => topic.name === prefix + name)?.partitions.length ?? 0
    return found === partitions
      ? []
      : [{ topic: name, what: 'partitions', planned: String(partitions), found: String(found) }]
  })
}

async function settingDifferences(
  admin: Admin,
  prefix: string,
  plan: readonly PlannedTopic[],
): Promise<readonly TopicDifference[]> {
  if (plan.length === 0) return []
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: plan.map(({ name }) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name: prefix + name })),
  })
  return plan.flatMap(({ name, config }) => {
    const entries = resources.find(({ resourceName }) => resourceName === prefix + name)?.configEntries ?? []
    const found = new Map(entries.map(({ configName, configValue }) => [configName, configValue]))
    return Object.entries(config)
      .filter(([setting, planned]) => found.get(setting) !== planned)
      .map(([setting, planned]) => ({ topic: name, what: setting, planned, found: found.get(setting) ?? 'unknown' }))
  })
}

/** Waits until every partition has a leader that answers: a broker may hear of new ones after it was asked for them. */
async function untilServed(admin: Admin, prefix: string, topics: readonly PlannedTopic[]): Promise<void> {
  const giveUpMs = performance.now() + SERVED_WITHIN_MS
  for (const { name, partitions } of topics) {
    for (;;) {
      try {
        const { topics: found } = await admin.fetchTopicMetadata({ topics: [prefix + name] })
        const led = found[0]?.partitions.filter(({ leader }) => leader >= 0).length ?? 0
        if (led < partitions) throw new Error(`${prefix}${name} has ${led} of ${partitions} partitions`)
        await admin.fetchTopicOffsets(prefix + name)
        break
      } catch (error) {
        if (performance.now() > giveUpMs) throw error
        await sleep(50)
      }
    }
  }
}

/** Connects an admin client for what `run` does with it. */
export async function withAdmin<T>(cluster: ClusterOptions, run: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafkaClient(cluster).admin()
  try {
    await admin.connect()
  } catch (error) {
    throw connectFailure(error, cluster.brokers)
  }
  try {
    return await run(admin)
  } finally {
    await admin.disconnect()
  }
}
