/** Which topics a set of topologies needs in a cluster, and with which settings. */
import { orderTopic, topics } from '../../../topics.ts'
import { DAY_MS, type Topic } from '../../../topology/topic.ts'
import type { Topology } from '../../../topology/topology.ts'
import { changelogTopic } from '../lane/changelog.ts'

/** A topic as it should be in the cluster. */
export interface PlannedTopic {
  /** Name without the installation's prefix. */
  readonly name: string
  readonly partitions: number
  /** Topic configuration, by Kafka's names. */
  readonly config: Readonly<Record<string, string>>
}

/** Recordings carry event times of any age, and clocks differ: no timestamp is refused for being early or late. */
const ANY_TIME = String(100 * 365 * DAY_MS)

/** How a declared topic should be in the cluster. */
export function plannedTopic({ name, partitions, cleanup, retentionMs }: Topic<unknown>): PlannedTopic {
  return {
    name,
    partitions,
    config: {
      'cleanup.policy': cleanup,
      'retention.ms': String(retentionMs),
      'message.timestamp.type': 'CreateTime',
      'message.timestamp.after.max.ms': ANY_TIME,
      'message.timestamp.before.max.ms': ANY_TIME,
    },
  }
}

/** Turns off deletion by age, for topics a recording is loaded into: its records are old the moment they arrive. */
export function keptForEver({ config, ...topic }: PlannedTopic): PlannedTopic {
  return { ...topic, config: { ...config, 'retention.ms': '-1' } }
}

/** All topics whose records have a schema: sources, sinks, the dead letters, and the order topics. */
export function recordTopics<C>(topologies: readonly Topology<C>[]): readonly Topic<unknown>[] {
  const all = [
    ...topologies.flatMap(({ sources, sinks }) => [...sources, ...sinks].map(({ topic }) => topic)),
    topics.deadLetter,
    ...topologies.map(({ name }) => orderTopic(name)),
  ]
  return [...new Map(all.map((topic) => [topic.name, topic])).values()]
}

/** Names of those topics on which plain JSON may be read. */
export function jsonDoors<C>(topologies: readonly Topology<C>[]): ReadonlySet<string> {
  return new Set(recordTopics(topologies).flatMap(({ name, jsonDoor }) => (jsonDoor ? [name] : [])))
}

/** Everything the topologies of a group need, changelogs included. */
export function plannedTopics<C>(groupId: string, topologies: readonly Topology<C>[]): readonly PlannedTopic[] {
  const changelogs = topologies.map((topology) => ({
    name: changelogTopic(groupId, topology.name),
    partitions: taskPartitions(topology),
    config: {
      'cleanup.policy': 'compact',
      'message.timestamp.type': 'CreateTime',
      'message.timestamp.after.max.ms': ANY_TIME,
      'message.timestamp.before.max.ms': ANY_TIME,
    },
  }))
  return [...recordTopics(topologies).map(plannedTopic), ...changelogs]
}

function taskPartitions<C>({ tasks, sources }: Topology<C>): number {
  if (tasks === 'single') return 1
  return Math.max(1, ...sources.filter(({ mode }) => mode === 'partitioned').map(({ topic }) => topic.partitions))
}
