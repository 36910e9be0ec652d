/** The topics an installation needs: creates what is missing, and says in what a cluster differs. */
import type { KafkaSettings } from '../config/kafka-settings.ts'
import { StreamError } from '../runtime/errors.ts'
import { createTopics, type TopicDifference, topicDifferences } from '../runtime/kafka/topics/topic-admin.ts'
import { keptForEver, type PlannedTopic, plannedTopic, plannedTopics } from '../runtime/kafka/topics/topic-plan.ts'
import { topics } from '../topics.ts'
import { topologies } from '../topologies/index.ts'
import { withCluster } from './cluster.ts'
import { type AppTopology, groupIdOf, topologiesNamed, withPartitions } from './groups.ts'

export type { PlannedTopic, TopicDifference }

/** What the topics should be like. */
export interface TopicChoice {
  /** Groups by the names of their topologies; none: each topology in a group of its own. */
  readonly groups: readonly (readonly string[])[]
  /** Partitions of each topic; without it as `topics.ts` has them. Order topics and dead letters keep theirs. */
  readonly partitions?: number | undefined
  /** Turns off deletion by age: for a cluster that a recording is played into. */
  readonly keep: boolean
}

/** Every topic of the dataflow, with the order topics and changelogs of the groups; sorted by name. */
export function planOf(app: string, { groups, partitions, keep }: TopicChoice): readonly PlannedTopic[] {
  const chosen: readonly (readonly AppTopology[])[] =
    groups.length === 0 ? topologies.map((topology) => [topology]) : groups.map(topologiesNamed)
  const flow = Object.values(topics).map((topic) => plannedTopic(topic))
  const all = [
    ...flow.map((topic) => (partitions === undefined ? topic : { ...topic, partitions })),
    ...chosen.flatMap((group) => plannedTopics(groupIdOf(app, group), withPartitions(group, partitions))),
  ]
  const byName = new Map(all.map((topic) => [topic.name, keep ? keptForEver(topic) : topic]))
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Creates what is missing, and returns the names of what it created. */
export function createMissing(
  settings: KafkaSettings,
  plan: readonly PlannedTopic[],
  replicationFactor?: number,
): Promise<readonly string[]> {
  return withCluster(settings, (cluster) => createTopics(cluster, plan, replicationFactor))
}

/** In what the cluster differs from the plan. */
export function differences(
  settings: KafkaSettings,
  plan: readonly PlannedTopic[],
): Promise<readonly TopicDifference[]> {
  return withCluster(settings, (cluster) => topicDifferences(cluster, plan))
}

/**
 * Throws a halt error where a topic is not as planned: another retention would lose the recording, other partitions would
 * mix the tasks up.
 */
export async function refuseDifferences(settings: KafkaSettings, plan: readonly PlannedTopic[]): Promise<void> {
  const found = await differences(settings, plan)
  if (found.length === 0) return
  const texts = found.map(({ topic, what, planned, found: is }) => `${topic} has ${what} ${is} instead of ${planned}`)
  throw new StreamError(
    'TOPICS_DIFFER',
    'halt',
    `the cluster's topics cannot take a recording: ${texts.join('; ')}. Change them, or take another --topic-prefix`,
  )
}
