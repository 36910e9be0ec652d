/** Which topics a group reads, how, and which partitions come with a lane. */
import type { Topology } from '../../../topology/topology.ts'
import type { LanePartitions } from '../group/group-protocol.ts'

/** Every topic the topologies read. */
export function sourceNames<C>(topologies: readonly Topology<C>[]): readonly string[] {
  return [...new Set(topologies.flatMap(({ sources }) => sources.map(({ topic }) => topic.name)))]
}

/** Topics the topologies read and none of them writes. */
export function externalNames<C>(topologies: readonly Topology<C>[]): ReadonlySet<string> {
  const written = new Set(topologies.flatMap(({ sinks }) => sinks.map(({ topic }) => topic.name)))
  return new Set(sourceNames(topologies).filter((topic) => !written.has(topic)))
}

/** Topics that partitioned tasks read their own partition of. */
export function partitionedNames<C>(topologies: readonly Topology<C>[]): ReadonlySet<string> {
  const partitioned = topologies.filter(({ tasks }) => tasks === 'partitioned')
  return new Set(
    partitioned.flatMap(({ sources }) =>
      sources.filter(({ mode }) => mode === 'partitioned').map(({ topic }) => topic.name),
    ),
  )
}

/** For the console tools: a partition is shown with the member that has the lane of its number. */
export function lanePartitions<C>(
  topologies: readonly Topology<C>[],
  topicPrefix: string,
  partitionedTopics: ReadonlySet<string>,
  partitionsOf: (topic: string) => number,
): LanePartitions {
  const names = new Set(
    topologies.flatMap(({ sources }) =>
      sources.filter(({ mode }) => mode === 'partitioned').map(({ topic }) => topic.name),
    ),
  )
  return (lane) =>
    Object.fromEntries(
      [...names].map((topic) => {
        const all = Array.from({ length: partitionsOf(topic) }, (_, partition) => partition)
        const own = partitionedTopics.has(topic) ? all.slice(lane, lane + 1) : lane === 0 ? all : []
        return [topicPrefix + topic, own]
      }),
    )
}
