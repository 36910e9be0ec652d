/** How many steps of a group lie before a topic: causes come before effects within an instant. */
import type { Topology } from '../../../topology/topology.ts'

/**
 * Depth of every topic the topologies name: 0 for what comes from outside the group, else one more than the shallowest
 * source of a topology that writes it. Where paths are equally long this is the round of the embedded driver.
 */
export function topicDepths(
  topologies: readonly Pick<Topology<unknown>, 'sources' | 'sinks'>[],
): ReadonlyMap<string, number> {
  const written = new Set(topologies.flatMap(({ sinks }) => sinks.map(({ topic }) => topic.name)))
  const depths = new Map<string, number>()
  for (const { topic } of topologies.flatMap(({ sources }) => sources))
    if (!written.has(topic.name)) depths.set(topic.name, 0)
  for (let changed = true; changed; ) {
    changed = false
    for (const { sources, sinks } of topologies) {
      const before = Math.min(...sources.map(({ topic }) => depths.get(topic.name) ?? Number.POSITIVE_INFINITY))
      for (const { topic } of sinks) {
        if (before + 1 >= (depths.get(topic.name) ?? Number.POSITIVE_INFINITY)) continue
        depths.set(topic.name, before + 1)
        changed = true
      }
    }
  }
  return depths
}
