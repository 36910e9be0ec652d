/** Which topologies run together, and the consumer group that belongs to them. */
import type { AppConfig } from '../config/config.ts'
import { ConfigError } from '../config/overrides.ts'
import { topologies } from '../topologies/index.ts'
import type { Topic } from '../topology/topic.ts'
import type { Topology } from '../topology/topology.ts'

export type AppTopology = Topology<AppConfig>

/** Says "every topology, in one group", as `ilf run --kafka` runs them. */
export const ALL = 'all'

/**
 * The named topologies in the order of the dataflow, whatever order they were named in: so the same choice is always the
 * same group. Throws a ConfigError for a name that no topology has.
 */
export function topologiesNamed(names: readonly string[]): readonly AppTopology[] {
  if (names.includes(ALL)) return topologies
  const known = topologies.map(({ name }) => name)
  const unknown = names.filter((name) => !known.some((one) => one === name))
  if (unknown.length > 0) {
    throw new ConfigError(`no topology is named ${unknown.join(', ')}; there are ${known.join(', ')}, and ${ALL}`)
  }
  return topologies.filter(({ name }) => names.includes(name))
}

/**
 * Group id of topologies that run together: `<app>-<topology>.<topology>…`, in the order of the dataflow. Members of
 * the same group share its work, and its changelogs carry its name, so the same topologies always find their state.
 */
export function groupIdOf(app: string, group: readonly AppTopology[]): string {
  return `${app}-${group.map(({ name }) => name).join('.')}`
}

/** The same topologies on topics of another partition count; their order topics and the dead letters keep theirs. */
export function withPartitions(group: readonly AppTopology[], partitions: number | undefined): readonly AppTopology[] {
  if (partitions === undefined) return group
  const change = <T extends Topic<unknown>>(topic: T): T => ({ ...topic, partitions })
  return group.map((topology) => ({
    ...topology,
    sources: topology.sources.map((source) => ({ ...source, topic: change(source.topic) })),
    sinks: topology.sinks.map((sink) => ({ ...sink, topic: change(sink.topic) })),
  }))
}
