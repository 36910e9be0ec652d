/** In which order a task is replayed: the recorded one, or by event time where the recording does not have it. */
import type { Serde } from '../../records/serde.ts'
import { orderTopic } from '../../topics.ts'
import type { Topology } from '../../topology/topology.ts'
import { EventTimeOrder, tasksOf } from './event-time-order.ts'
import type { Feeds } from './partition-feed.ts'
import { RecordedOrder, recordedTasks } from './recorded-order.ts'
import type { RecordedRun } from './recorded-run.ts'
import type { TaskInputs } from './task-inputs.ts'

export interface ReplayableTasks {
  readonly tasks: readonly number[]
  /** True: the recording lacks the topology's order topic, so tasks take their inputs by event time. */
  readonly isByEventTime: boolean
  inputsOf(task: number, feeds: Feeds, serde: Serde): TaskInputs
}

/** The tasks of a topology over a run, each with the inputs it is to take. */
export async function replayableTasks(
  run: RecordedRun,
  topology: Pick<Topology<unknown>, 'name' | 'sources' | 'tasks' | 'punctuateEveryMs'>,
): Promise<ReplayableTasks> {
  if (run.partitionsOf(orderTopic(topology.name).name) === 0)
    return {
      tasks: Array.from({ length: tasksOf(run, topology) }, (_, task) => task),
      isByEventTime: true,
      inputsOf: (task, feeds, serde) => new EventTimeOrder({ run, feeds, topology, task, serde }),
    }
  const recorded = await recordedTasks(run, topology.name)
  return {
    tasks: [...recorded.keys()],
    isByEventTime: false,
    inputsOf: (task, feeds, serde) =>
      new RecordedOrder({ feeds, topology, task, partitions: recorded.get(task) ?? [], serde, toMs: run.toMs }),
  }
}
