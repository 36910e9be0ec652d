/** Some topics of a run, or a stretch of its event time, as a run of its own. */

import type { RecordedRecord, RecordedRun } from '../runtime/replay/recorded-run.ts'
import { topicsByName } from '../topics.ts'
import { RecordingFolderError } from './format.ts'

export interface Cut {
  /** Names of topics; without them all. */
  readonly topics?: readonly string[] | undefined
  /** Event time, ms, the end exclusive. */
  readonly from?: number | undefined
  readonly to?: number | undefined
}

const isOrder = (topic: string) => topic.endsWith('.order')

/**
 * Cuts a run. Without its beginning the state of its tasks is not known: order topics are then left out, and of compacted
 * topics everything before the stretch is kept, for it is what was known there. Cut at the end, order topics stay whole:
 * a replay ends where their inputs do. Throws where a topic is named that the run does not have.
 */
export function cutRun(run: RecordedRun, { topics, from, to }: Cut): RecordedRun {
  const unknown = (topics ?? []).filter((topic) => !run.topics.includes(topic))
  if (unknown.length > 0)
    throw new RecordingFolderError(`there is no topic ${unknown.join(', ')}: choose of ${run.topics.join(', ')}`)
  const chosen = run.topics.filter((topic) => topics === undefined || topics.includes(topic))
  const kept = from === undefined ? chosen : chosen.filter((topic) => !isOrder(topic))
  const isKept = (topic: string, { timestamp }: RecordedRecord) => {
    if (isOrder(topic)) return true
    const isState = topicsByName.get(topic)?.cleanup === 'compact'
    return timestamp < (to ?? Infinity) && (isState || timestamp >= (from ?? -Infinity))
  }
  return {
    schemas: run.schemas,
    jsonDoor: run.jsonDoor,
    isOpenEnded: run.isOpenEnded,
    fromMs: from ?? null,
    toMs: to ?? null,
    topics: kept,
    partitionsOf: (topic) => (kept.includes(topic) ? run.partitionsOf(topic) : 0),
    async *read(topic, partition, fromOffset) {
      for await (const batch of run.read(topic, partition, fromOffset))
        yield batch.filter((record) => isKept(topic, record))
    },
  }
}
