/** What the topics of a group need before a rebuild: changelogs that are gone, partitions that are missing. */
import type { Topology } from '../../../topology/topology.ts'
import { StreamError } from '../../errors.ts'
import { changelogTopic } from '../lane/changelog.ts'
import type { PlannedTopic } from '../topics/topic-plan.ts'

export interface TopicChanges {
  /** Changelogs to make anew. */
  readonly lost: readonly PlannedTopic[]
  /** Topics with fewer partitions than planned. */
  readonly extended: readonly PlannedTopic[]
}

/** Throws a halt error where an input or an order topic is missing, or a topic would have to lose partitions. */
export function topicChanges<C>(
  groupId: string,
  topologies: readonly Topology<C>[],
  plan: readonly PlannedTopic[],
  counts: ReadonlyMap<string, number>,
  topicPrefix: string,
): TopicChanges {
  const changelogs = new Set(topologies.map(({ name }) => changelogTopic(groupId, name)))
  const found = (name: string) => counts.get(name) ?? 0
  const missing = plan.filter(({ name }) => found(name) === 0)
  const gone = missing.filter(({ name }) => !changelogs.has(name))
  if (gone.length > 0) {
    const names = gone.map(({ name }) => topicPrefix + name).join(', ')
    throw new StreamError('TOPIC_MISSING', 'halt', `the cluster has no topic ${names}: nothing can be replayed`)
  }
  const shrinking = plan.filter(({ name, partitions }) => found(name) > partitions)
  if (shrinking.length > 0) {
    const which = shrinking.map(
      ({ name, partitions }) => `${topicPrefix}${name} has ${found(name)} partitions, not ${partitions}`,
    )
    const way = 'Kafka cannot take partitions away: give --partitions as many, or begin under another --topic-prefix'
    throw new StreamError('FEWER_PARTITIONS', 'halt', `${which.join('; ')}. ${way}`)
  }
  return { lost: missing, extended: plan.filter(({ name, partitions }) => found(name) > 0 && found(name) < partitions) }
}
