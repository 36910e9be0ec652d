/** Which records of a recording come from outside: the others are made anew. */

import { topics } from '../topics.ts'
import { aiBaseline } from '../topologies/index.ts'
import type { Topic } from '../topology/topic.ts'

const ALWAYS: readonly Topic<unknown>[] = [
  topics.marketTick,
  topics.fundingRate,
  topics.instrument,
  topics.controlCommand,
]

/** Topics a what-if takes from the recording; signals too, unless the built-in model made them, which then makes them anew. */
export function externalTopics(topologiesOfRun: readonly string[]): readonly Topic<unknown>[] {
  return topologiesOfRun.includes(aiBaseline.name) ? ALWAYS : [...ALWAYS, topics.aiSignal]
}
