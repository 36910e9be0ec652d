/** Refuses to run on state that was made with another number of tasks: its keys belong elsewhere now. */
import { StreamError } from '../../errors.ts'
import type { Connection } from '../client/connection.ts'
import type { TaskMeta } from './changelog.ts'
import { offsetsOf } from './offsets.ts'
import { readChangelog } from './restore.ts'

/**
 * Throws a halt error where the state of a topology is of another number of tasks. A task without a state asks the
 * changelogs of the others: the topics may have got more partitions, and then its keys have their state there.
 */
export async function checkTaskCount(
  connection: Connection,
  changelog: string,
  lane: number,
  tasks: number,
  own: TaskMeta | null,
): Promise<void> {
  let meta = own
  if (meta === null) {
    const others = Array.from({ length: tasks }, (_, other) => other).filter((other) => other !== lane)
    const ends = await Promise.all(others.map((other) => offsetsOf(connection, changelog, other)))
    for (const [i, { end }] of ends.entries()) {
      if (end > 0 && meta === null) ({ meta } = await readChangelog(connection, changelog, others[i]!))
    }
  }
  if (meta === null || meta.tasks === tasks) return
  throw new StreamError(
    'OTHER_TASK_COUNT',
    'halt',
    `the state in ${changelog} is of ${meta.tasks} tasks, but there are ${tasks} now: run \`ilf rebuild\` with the same --partitions`,
  )
}
