/** A task on its own: records in, outputs out, without a driver. */
import type { AiSignal } from '../../src/records/generated.ts'
import { Serde } from '../../src/records/serde.ts'
import { LocalSchemas } from '../../src/runtime/embedded/local-schemas.ts'
import { Task, type TaskInput } from '../../src/runtime/task.ts'
import type { Topology } from '../../src/topology/topology.ts'
import { signal } from './example-topologies.ts'

/** An output, decoded. */
export interface Emitted {
  readonly topic: string
  readonly key: string
  readonly timestamp: number
  readonly headers: Readonly<Record<string, string>>
  readonly value: unknown
}

export class TaskHarness {
  readonly task: Task<{ start: number }>
  readonly serde = new Serde(new LocalSchemas(undefined))
  private offset = 0

  constructor(topology: Topology<{ start: number }>, start = 0) {
    this.task = new Task({ topology, partition: 3, config: { start }, serde: this.serde, strict: true })
  }

  /** A record as a driver would hand it over. */
  record(key: string, time: number, reason: string, rest: Partial<TaskInput> = {}): TaskInput {
    const value: AiSignal = signal(key, time, reason)
    const bytes = Buffer.from(`bytes of ${reason}`)
    return {
      topic: 'words',
      partition: 3,
      offset: this.offset++,
      key,
      timestamp: time,
      traceId: `t-${reason}`,
      value,
      bytes,
      round: 0,
      ...rest,
    }
  }

  /** Lets the task take a word and hands back what it emitted. */
  say(key: string, time: number, reason: string, source = 0): readonly Emitted[] {
    this.task.take(source, this.record(key, time, reason), time)
    return this.outputs()
  }

  outputs(): readonly Emitted[] {
    return this.task.takeOutputs().map(({ topic, key, timestamp, headers, value }) => ({
      topic: topic.name,
      key,
      timestamp,
      headers,
      value: this.serde.decode(topic.codec, value),
    }))
  }

  /** Saved entries that changed since the last call, as `store key=json`. */
  changes(): readonly string[] {
    return [...this.task.stores.takeChanges()].map(({ store, key, value }) => `${store} ${key}=${value}`)
  }
}

/** The `reason` of each output: where the example topologies write what they saw. */
export const reasons = (emitted: readonly Emitted[]): readonly unknown[] =>
  emitted.map(({ value }) => (typeof value === 'object' && value !== null && 'reason' in value ? value.reason : value))
