/** The topics that can be looked at by name: all of the dataflow, and the order topic of every topology. */

import { orderTopic, topicsByName } from '../topics.ts'
import { topologies } from '../topologies/index.ts'
import type { Topic } from '../topology/topic.ts'

/** By name, sorted. */
export function readableTopics(): ReadonlyMap<string, Topic<unknown>> {
  const order = topologies.map(({ name }) => orderTopic(name))
  const all: [string, Topic<unknown>][] = [
    ...topicsByName,
    ...order.map((topic): [string, Topic<unknown>] => [topic.name, topic]),
  ]
  return new Map(all.sort(([a], [b]) => (a < b ? -1 : 1)))
}
