/** Restore: reads a changelog to its end, checks that nothing of it is missing, and fills the stores of a task. */

import { StreamError } from '../../errors.ts'
import type { Task } from '../../task.ts'
import type { Connection } from '../client/connection.ts'
import { committedRecords } from '../reading/committed-records.ts'
import { fetchPartition } from '../reading/fetch-partition.ts'
import { ChangelogContent, type TaskMeta } from './changelog.ts'
import type { RestoreProgress } from './lane-commit.ts'
import { offsetsOf } from './offsets.ts'

const FETCH_BYTES = 4 * 1024 * 1024

/**
 * Reads a changelog partition. The caller has fenced its writer, so that its end stands still.
 *
 * @param progress kept up to date on the way, where somebody wants to know
 */
export async function readChangelog(
  connection: Connection,
  topic: string,
  partition: number,
  progress?: RestoreProgress,
): Promise<ChangelogContent> {
  const { first, end } = await offsetsOf(connection, topic, partition)
  const content = new ChangelogContent()
  if (progress !== undefined) progress.toRead += end - first
  for (let offset = first; offset < end; ) {
    const answer = await fetchPartition(connection, { topic, partition, offset, maxBytes: FETCH_BYTES })
    if (answer === undefined || answer.errorCode !== 0) {
      throw new StreamError(
        'CHANGELOG_READ',
        'retry',
        `${topic}/${partition} could not be read at offset ${offset}: code ${answer?.errorCode}`,
      )
    }
    const { records, nextOffset } = committedRecords(answer, offset)
    for (const { key, value } of records) content.apply((key ?? Buffer.alloc(0)).toString('utf8'), value)
    if (progress !== undefined) progress.read += nextOffset - offset
    offset = nextOffset
  }
  return content
}

/** Puts a changelog's entries into the stores, after checking that each store has as many as its last commit counted. */
export function fillStores<C>(task: Task<C>, { meta, stores }: ChangelogContent, changelog: string): void {
  if (meta === null) return
  for (const [name, { version, entries }] of Object.entries(meta.stores)) {
    const found = stores.get(name) ?? new Map<string, string>()
    if (found.size !== entries)
      throw incomplete(
        task.id,
        changelog,
        `store ${name} has ${found.size} entries, the last commit counted ${entries}`,
      )
    for (const [key, json] of found) task.stores.restore(name, key, json, version)
  }
}

/** Refuses to start empty where the group has read already: state would be lost without a word. */
export function checkPresent(task: string, changelog: string, meta: TaskMeta | null, groupKnowsTask: boolean): void {
  if (meta === null && groupKnowsTask)
    throw incomplete(task, changelog, 'it is empty, but the group has taken records for this task')
}

function incomplete(task: string, changelog: string, what: string): StreamError {
  return new StreamError(
    'CHANGELOG_INCOMPLETE',
    'halt',
    `the changelog ${changelog} of ${task} has lost data (${what}): restore the topic, or rebuild the task from its inputs`,
  )
}
