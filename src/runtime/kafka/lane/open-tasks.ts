/** Opens the tasks of a lane: restores their stores and finds where each has to go on reading. */
import type { Topology } from '../../../topology/topology.ts'
import { StreamError } from '../../errors.ts'
import { Task } from '../../task.ts'
import type { Connection } from '../client/connection.ts'
import { InputQueue } from '../reading/input-queue.ts'
import { changelogTopic } from './changelog.ts'
import { InputMerge, type MergedSource } from './input-merge.ts'
import type { RestoreProgress } from './lane-commit.ts'
import type { LaneContext } from './lane-context.ts'
import { groupOffsets, offsetsOf } from './offsets.ts'
import { checkPresent, fillStores, readChangelog } from './restore.ts'
import { checkTaskCount } from './task-count.ts'
import { TaskRunner } from './task-runner.ts'

/** The topologies that have a task in a lane: single ones belong to lane 0. */
export function topologiesOf<C>(
  topologies: readonly Topology<C>[],
  lane: number,
  partitionsOf: (topic: string) => number,
): readonly Topology<C>[] {
  return topologies.filter((topology) => lane < taskCount(topology, partitionsOf))
}

/** How many tasks a topology has. */
export function taskCount<C>({ tasks, sources }: Topology<C>, partitionsOf: (topic: string) => number): number {
  if (tasks === 'single') return 1
  return Math.max(
    1,
    ...sources.filter(({ mode }) => mode === 'partitioned').map(({ topic }) => partitionsOf(topic.name)),
  )
}

/**
 * Opens all tasks of a lane. The lane's writer is fenced already, so changelogs stand still.
 *
 * @param progress kept up to date while the changelogs are read
 */
export async function openTasks<C>(
  context: LaneContext<C>,
  connection: Connection,
  lane: number,
  progress: RestoreProgress,
): Promise<readonly TaskRunner<C>[]> {
  const topologies = topologiesOf(context.topologies, lane, context.partitionsOf)
  const read = topologies.flatMap((topology) =>
    partitionsRead(context, topology, lane).flatMap(({ partitions, topic }) =>
      partitions.map((partition) => ({ topic: context.topicPrefix + topic, partition })),
    ),
  )
  const offsets = await groupOffsets(connection, context.groupId, read)
  const isKnown = (topology: Topology<C>): boolean => {
    const own = ownPartitions(context, topology, lane)
    return offsets.some(
      ({ topic, partition, readers }) => readers.includes(topology.name) && own.has(`${topic}/${partition}`),
    )
  }
  const open = (topology: Topology<C>) => openTask(context, connection, topology, lane, isKnown(topology), progress)
  return Promise.all(topologies.map(open))
}

/** The partitions of which only this task of the topology is a reader: where they name it, it has taken records. */
function ownPartitions<C>(context: LaneContext<C>, topology: Topology<C>, lane: number): ReadonlySet<string> {
  const partitioned = topology.sources.filter(({ mode }) => mode === 'partitioned').map(({ topic }) => topic.name)
  return new Set(
    partitionsRead(context, topology, lane)
      .filter(({ topic }) => partitioned.includes(topic))
      .flatMap(({ topic, partitions }) => partitions.map((partition) => `${context.topicPrefix}${topic}/${partition}`)),
  )
}

async function openTask<C>(
  context: LaneContext<C>,
  connection: Connection,
  topology: Topology<C>,
  lane: number,
  groupKnows: boolean,
  progress: RestoreProgress,
): Promise<TaskRunner<C>> {
  const { topicPrefix, serde, config, configDigest, timing, externalTopics } = context
  const task = new Task({ topology, partition: lane, config, serde })
  const changelog = topicPrefix + changelogTopic(context.groupId, topology.name)
  const content = await readChangelog(connection, changelog, lane, progress)
  checkPresent(task.id, `${changelog}/${lane}`, content.meta, groupKnows)
  const tasks = taskCount(topology, context.partitionsOf)
  await checkTaskCount(connection, changelog, lane, tasks, content.meta)
  fillStores(task, content, `${changelog}/${lane}`)
  const read = partitionsRead(context, topology, lane)
  const sources: readonly MergedSource[] = await Promise.all(
    topology.sources.map(async (spec, index) => ({
      index,
      spec,
      isExternal: externalTopics.has(spec.topic.name),
      queues: await Promise.all(
        read[index]!.partitions.map(async (partition) => {
          const saved = content.meta?.positions[spec.topic.name]?.[partition]
          const position = await startingAt(connection, topicPrefix + spec.topic.name, partition, saved)
          return new InputQueue(spec.topic.name, partition, position)
        }),
      ),
    })),
  )
  const merge = new InputMerge(sources, {
    idleWaitMs: timing.idleWaitMs,
    serde,
    clock: context.clock,
  })
  const runner: TaskRunner<C> = new TaskRunner({
    task,
    merge,
    serde,
    configDigest,
    tasks,
    readTopics: context.readTopics,
    meta: content.meta,
    allows: (turn) => context.frontier.allows(runner, turn),
  })
  return runner
}

/** The partitions each source of a task is read from. */
function partitionsRead<C>(
  { partitionsOf }: LaneContext<C>,
  topology: Topology<C>,
  lane: number,
): readonly { readonly topic: string; readonly partitions: readonly number[] }[] {
  return topology.sources.map(({ topic, mode }) => {
    const all = Array.from({ length: partitionsOf(topic.name) }, (_, partition) => partition)
    return {
      topic: topic.name,
      partitions: topology.tasks === 'single' || mode === 'broadcast' ? all : all.slice(lane, lane + 1),
    }
  })
}

/** Where reading goes on: at the saved position, or at the first record for a task that has read nothing yet. */
async function startingAt(
  connection: Connection,
  topic: string,
  partition: number,
  saved: number | undefined,
): Promise<number> {
  const { first, end } = await offsetsOf(connection, topic, partition)
  if (saved === undefined) return first
  if (saved > end) {
    throw new StreamError(
      'INPUT_REPLACED',
      'halt',
      `${topic}/${partition} ends at offset ${end}, but ${saved} was reached before: the topic was made anew; rebuild the task from its inputs`,
    )
  }
  if (saved < first) {
    throw new StreamError(
      'INPUT_LOST',
      'halt',
      `${topic}/${partition} begins at offset ${first}, but the task had only reached ${saved}: the broker deleted records before they were read; rebuild the task, or keep records longer`,
    )
  }
  return saved
}
