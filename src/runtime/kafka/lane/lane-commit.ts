/** What a commit of a lane has made permanent, and how far its tasks have come: for whoever measures or watches them. */
import type { TaskOutput } from '../../task.ts'
import type { OutRecord } from '../protocol/batch-encoder.ts'
import type { LaneState } from './lane-state.ts'

/** Records of one topic and the bytes of their values. */
export interface TopicTally {
  readonly topic: string
  readonly records: number
  readonly bytes: number
}

/** What a task gives to a commit. */
export interface TaskCommit {
  readonly topology: string
  /** What it took since the commit before, by topic; topics of which it took nothing may be missing. */
  readonly taken: readonly TopicTally[]
  readonly outputs: readonly TaskOutput[]
  readonly order: OrderOutput | null
  /** Changed entries and the meta entry. */
  readonly changelog: readonly OutRecord[]
}

/** The order in which a task took its inputs, as a record. */
export interface OrderOutput extends Pick<TaskOutput, 'topic' | 'key' | 'timestamp' | 'value'> {}

/** A transaction that the coordinator has confirmed. */
export interface LaneCommit {
  readonly lane: number
  /** How long the lane computed for it, ms; 0 where nothing was taken and only the group's offsets were due. */
  readonly computingMs: number
  /** From its beginning until it was confirmed, ms. */
  readonly durationMs: number
  /** Tasks that took something. */
  readonly tasks: readonly TaskCommit[]
}

/** How far a lane has come. */
export interface LaneProgress {
  readonly lane: number
  readonly state: LaneState
  readonly restore: RestoreProgress
  /** None while the lane is not running. */
  readonly tasks: readonly TaskProgress[]
}

/** How much of the changelogs of a lane was read at its last start, in offsets. */
export interface RestoreProgress {
  read: number
  toRead: number
}

/** How far a task has come. */
export interface TaskProgress {
  readonly topology: string
  readonly partition: number
  /** Stream time, ms; null before the first record. */
  readonly timeMs: number | null
  /** Inputs that were taken and whose transaction is not confirmed yet. */
  readonly uncommitted: number
  /** Sum of the positions of its last commit: grows with every commit that took inputs, also over a restart. */
  readonly committed: number
  readonly inputs: readonly InputProgress[]
}

/** How far a task has come in a partition. */
export interface InputProgress {
  readonly topic: string
  readonly partition: number
  /** Records that lie there and were not taken yet, as far as the broker has been heard. */
  readonly lag: number
  /** Of them, those that were read already and wait to be taken. */
  readonly queued: number
}
