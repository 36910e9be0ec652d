/** Replays every task of a topology and compares what they emit with what was recorded. */
import { Serde } from '../../records/serde.ts'
import { orderTopic } from '../../topics.ts'
import type { Topology } from '../../topology/topology.ts'
import { ROUND_HEADER, roundOf as roundIn } from '../rounds.ts'
import {
  type Comparable,
  comparableOutput,
  comparableRecord,
  Fingerprints,
  isSame,
  type Replayed,
} from './comparable.ts'
import type { RecordedRun } from './recorded-run.ts'
import { ReplaySchemas } from './replay-schemas.ts'
import { TaskReplay } from './replay-task.ts'

export interface TopologyReplayOptions<C> {
  readonly run: RecordedRun
  readonly topology: Topology<C>
  readonly config: C
  /** Told of each output as it is made. */
  onOutput?(output: Replayed): void
}

/** A pair of outputs that should be the same and are not; one is missing where the other stands alone. */
export interface Divergence {
  readonly recorded: Comparable | null
  readonly replayed: Replayed | null
}

/** How a topology's replay compares with its recording. */
export interface TopologyComparison {
  readonly topology: string
  readonly tasks: number
  readonly same: number
  /** Replayed outputs behind the end of an open-ended recording: nothing to compare them with. */
  readonly beyond: number
  /** In the order of event time, then round. */
  readonly divergences: readonly Divergence[]
}

/** The tasks of a topology that have left an order behind: their partition numbers, ascending. */
export async function recordedTasks<C>(run: RecordedRun, topology: Topology<C>): Promise<readonly number[]> {
  const { name } = orderTopic(topology.name)
  const found = new Set<number>()
  for (let partition = 0; partition < run.partitionsOf(name); partition++) {
    for await (const batch of run.read(name, partition)) {
      for (const { key } of batch) found.add(Number(key.slice(key.lastIndexOf('/') + 1)))
    }
  }
  return [...found].sort((a, b) => a - b)
}

/**
 * Replays all tasks, in the order each took its inputs. Outputs of one key and topic must come in the recorded order;
 * where several tasks write the same key, their order among each other follows event time and round.
 */
export async function replayTopology<C>(options: TopologyReplayOptions<C>): Promise<TopologyComparison> {
  const { run, topology, config } = options
  const serde = new Serde(new ReplaySchemas(run.schemas), { jsonDoor: run.jsonDoor })
  const replayed: Replayed[] = []
  const tasks = await recordedTasks(run, topology)
  for (const partition of tasks) {
    const replay = new TaskReplay({ run, topology, partition, config, serde })
    let index = 0
    for await (const { cause, outputs } of replay.steps()) {
      for (const output of outputs) {
        const one = { ...comparableOutput(output), task: replay.task.id, cause, index: index++ }
        replayed.push(one)
        options.onOutput?.(one)
      }
    }
  }
  const recorded = await recordedOutputs(run, topology)
  return { topology: topology.name, tasks: tasks.length, ...compared(recorded, replayed, run.isOpenEnded) }
}

/** What the topology has written, by its `source` header. */
async function recordedOutputs<C>(run: RecordedRun, topology: Topology<C>): Promise<readonly Comparable[]> {
  const fingerprints = new Fingerprints(run)
  const names = new Set([...topology.sinks.map(({ topic }) => topic.name), 'dead.letter'])
  const outputs: Comparable[] = []
  for (const name of names) {
    for (let partition = 0; partition < run.partitionsOf(name); partition++) {
      for await (const batch of run.read(name, partition)) {
        for (const record of batch) {
          if (record.headers.source === topology.name) outputs.push(comparableRecord(name, record, fingerprints))
        }
      }
    }
  }
  return outputs
}

function compared(
  recorded: readonly Comparable[],
  replayed: readonly Replayed[],
  isOpenEnded: boolean,
): Pick<TopologyComparison, 'same' | 'beyond' | 'divergences'> {
  const left = grouped(recorded)
  const right = grouped(replayed)
  const divergences: Divergence[] = []
  let same = 0
  let beyond = 0
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const a = left.get(name) ?? []
    const b = right.get(name) ?? []
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      const [one = null, other = null] = [a[i], b[i]]
      if (one !== null && other !== null && isSame(one, other)) same++
      else if (one === null && isOpenEnded) beyond++
      else divergences.push({ recorded: one, replayed: other })
    }
  }
  return {
    same,
    beyond,
    divergences: divergences.sort((a, b) => timeOf(a) - timeOf(b) || eitherRound(a) - eitherRound(b)),
  }
}

function grouped<T extends Comparable>(outputs: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const output of outputs) {
    const name = `${output.topic} ${output.key}`
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [output])
    else group.push(output)
  }
  for (const group of groups.values()) group.sort(byCause)
  return groups
}

/** Several tasks may write one key: event time, round and then the bytes themselves make one order of it. */
function byCause(a: Comparable, b: Comparable): number {
  return a.timestamp - b.timestamp || roundOf(a) - roundOf(b) || Buffer.compare(a.body ?? NOTHING, b.body ?? NOTHING)
}

const NOTHING = Buffer.alloc(0)

function timeOf({ recorded, replayed }: Divergence): number {
  return Math.min(recorded?.timestamp ?? Number.POSITIVE_INFINITY, replayed?.timestamp ?? Number.POSITIVE_INFINITY)
}

function eitherRound({ recorded, replayed }: Divergence): number {
  const output = recorded ?? replayed
  return output === null ? 0 : roundOf(output)
}

function roundOf({ headers }: Comparable): number {
  return roundIn(headers[ROUND_HEADER])
}
