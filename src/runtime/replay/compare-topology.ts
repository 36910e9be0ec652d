/** Holds the outputs of a replayed topology against the recorded ones, while both go by. */

import { topics } from '../../topics.ts'
import type { Topology } from '../../topology/topology.ts'
import type { TaskOutput } from '../task.ts'
import { type Comparable, comparableRecord, Fingerprints, type Replayed, replayedOutput } from './comparable.ts'
import type { FeedReader, Feeds } from './partition-feed.ts'
import type { LocalRun } from './recorded-run.ts'
import type { Cause } from './replay-task.ts'
import { StreamMatch } from './stream-match.ts'
import { Tally } from './tally.ts'

/** How the outputs of a topology compare: A is what was recorded, B what the replay emits. */
export interface TopologyComparison {
  readonly topology: string
  readonly tasks: number
  /** True: the recording lacks the topology's order topic, so it was replayed by event time. */
  readonly isByEventTime: boolean
  /** Replayed outputs behind the end of an open-ended recording: nothing to compare them with. */
  readonly beyond: number
  readonly tally: Tally<Comparable, Replayed>
}

export class TopologyComparer {
  readonly tally = new Tally<Comparable, Replayed>()
  beyond = 0
  private readonly topology: string
  private readonly fingerprints: Fingerprints
  private readonly outputs: readonly { readonly topic: string; readonly reader: FeedReader }[]
  private readonly match: StreamMatch<Comparable, Replayed>
  private isFinishing = false

  constructor(run: LocalRun, feeds: Feeds, { name, sinks }: Pick<Topology<unknown>, 'name' | 'sinks'>) {
    this.topology = name
    this.fingerprints = new Fingerprints(run)
    const written = new Set([...sinks.map(({ topic }) => topic.name), topics.deadLetter.name])
    this.outputs = [...written].flatMap((topic) =>
      Array.from({ length: run.partitionsOf(topic) }, (_, partition) => ({
        topic,
        reader: feeds.reader(topic, partition),
      })),
    )
    this.match = new StreamMatch((a, b, isSame) => {
      if (a === null && this.isFinishing && run.isOpenEnded) this.beyond++
      else this.tally.add(a, b, isSame)
    })
  }

  /** Takes an output of a task. */
  replayed(task: string, cause: Cause, output: TaskOutput): Replayed {
    const replayed = replayedOutput(output, task, cause)
    this.match.addB(replayed, '', task)
    return replayed
  }

  /** Compares what there is up to an event time, ms, that every task has passed. */
  settle(timeMs: number): void {
    for (const output of this.outputs) this.readUpTo(output.topic, output.reader, timeMs)
    this.match.settle(timeMs)
  }

  finish(): void {
    this.settle(Number.POSITIVE_INFINITY)
    this.isFinishing = true
    this.match.finish()
  }

  /** Reads until a record of the topology lies behind the time: where several tasks write, some may lag. */
  private readUpTo(topic: string, reader: FeedReader, timeMs: number): void {
    for (let record = reader.peek(); record !== null; record = reader.peek()) {
      if (record.headers.source === this.topology) {
        if (record.timestamp > timeMs) return
        this.match.addA(comparableRecord(topic, record, this.fingerprints))
      }
      reader.skip()
    }
  }
}
