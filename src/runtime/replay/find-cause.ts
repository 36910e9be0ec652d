/** Finds what made a task emit an output, or should have: an output that only one of two runs has still has its cause in the other. */
import { Serde } from '../../records/serde.ts'
import type { Topology } from '../../topology/topology.ts'
import type { LazyRecord } from '../lazy-record.ts'
import { ROUND_HEADER, roundOf } from '../rounds.ts'
import type { TaskOutput } from '../task.ts'
import type { Comparable } from './comparable.ts'
import { replayableTasks } from './inputs-of-task.ts'
import { Feeds } from './partition-feed.ts'
import type { LocalRun } from './recorded-run.ts'
import { ReplaySchemas } from './replay-schemas.ts'
import { type Cause, TaskReplay } from './replay-task.ts'

export interface CauseOptions<C> {
  readonly run: LocalRun
  readonly topology: Topology<C>
  readonly config: C
}

export interface FoundCause {
  /** Number of the task. */
  readonly task: number
  readonly cause: Cause
}

/** How sure an input is the cause: it emits such an output; else what it has in common with one counts. */
const EMITS = 4
const SAME_KEY = 2
const SAME_CHAIN = 1

/**
 * Replays the tasks up to the output's event time. An output is emitted in the step of its own time, and its round says
 * how many steps of the instant lie before: few inputs can be its cause. The surest one, the earlier where two are as sure;
 * null where there is none.
 */
export async function findCause<C>(options: CauseOptions<C>, output: Comparable): Promise<FoundCause | null> {
  const { run, topology } = options
  const serde = new Serde(new ReplaySchemas(run.schemas), { jsonDoor: run.jsonDoor })
  const { tasks, inputsOf } = await replayableTasks(run, topology)
  let best: FoundCause | null = null
  let surest = 0
  for (const task of tasks) {
    const inputs = inputsOf(task, new Feeds(run), serde)
    const replay = new TaskReplay({ ...options, partition: task, serde, inputs })
    for (; replay.nextMs <= output.timestamp; replay.goOn()) {
      const { cause, nextMs } = replay
      const { record } = inputs
      const outputs = replay.take()
      if (nextMs !== output.timestamp) continue
      const sureness = outputs.some((one) => isLike(one, output)) ? EMITS : sureOf(record, nextMs, output)
      if (sureness <= surest) continue
      surest = sureness
      best = { task, cause }
    }
  }
  return best
}

function isLike({ topic, key, headers }: TaskOutput, output: Comparable): boolean {
  const isSameChain = headers['trace-id'] === output.headers['trace-id']
  return topic.name === output.topic && key === output.key && isSameChain && isSameRound(headers, output.headers)
}

function isSameRound(a: Comparable['headers'], b: Comparable['headers']): boolean {
  return roundOf(a[ROUND_HEADER]) === roundOf(b[ROUND_HEADER])
}

/** How sure an input without such an output is the cause of one, 0 where it cannot be. */
function sureOf(input: LazyRecord | null, nowMs: number, { key, headers }: Comparable): number {
  const before = input !== null && input.timestamp === nowMs ? input.round : 0
  const round = input === null ? 0 : before + 1
  if (round !== roundOf(headers[ROUND_HEADER])) return 0
  if (input === null) return SAME_KEY
  const isSameChain = input.traceId !== null && input.traceId === headers['trace-id']
  return (input.key === key ? SAME_KEY : 0) + (isSameChain ? SAME_CHAIN : 0)
}
