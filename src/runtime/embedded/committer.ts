/** The commit: outputs, store changes, order and positions of all tasks as one transaction. */
import type { Serde } from '../../records/serde.ts'
import { orderTopic } from '../../topics.ts'
import type { Dataflow } from './dataflow.ts'
import type { LocalSchemas } from './local-schemas.ts'
import { META } from './meta.ts'
import { storeVersionKey } from './restore.ts'
import type { LogAppend, Storage, StoreChange } from './storage/storage.ts'

export interface CommitterOptions<C> {
  readonly dataflow: Dataflow<C>
  readonly storage: Storage
  readonly serde: Serde
  readonly schemas: LocalSchemas
  readonly configDigest: string
  readonly config: C
  readonly partitions: number
}

/** Where the run stands. */
export interface CommitPosition {
  readonly nowMs: number | null
  readonly position: number
  readonly fingerprint: string
  readonly inboxTaken: number
}

export class Committer<C> {
  private readonly options: CommitterOptions<C>
  /** Next sequence number of each task's order records. */
  private readonly sequences: Record<string, number>

  constructor(options: CommitterOptions<C>) {
    this.options = options
    const saved = options.storage.meta(META.orderSequences)
    this.sequences = saved === undefined ? {} : JSON.parse(saved)
  }

  /** Commits everything since the last call, and hands back what it appended. */
  commit({ nowMs, position, fingerprint, inboxTaken }: CommitPosition): readonly LogAppend[] {
    const { dataflow, storage, schemas, config, configDigest, partitions } = this.options
    for (const { task } of dataflow.members) task.checkSound()
    if (nowMs !== null) this.appendOrder(nowMs)
    const appends: LogAppend[] = []
    for (const logs of dataflow.logs.values()) {
      for (const log of logs) {
        const pending = log.takePending()
        if (pending !== null) appends.push({ topic: log.topic.name, partition: log.partition, ...pending })
      }
    }
    const meta = new Map<string, string | undefined>([
      [META.schemas, schemas.toJson()],
      [META.clock, nowMs === null ? undefined : String(nowMs)],
      [META.position, String(position)],
      [META.source, fingerprint],
      [META.config, configDigest],
      [META.configJson, JSON.stringify(config)],
      [META.partitions, String(partitions)],
      [META.orderSequences, JSON.stringify(this.sequences)],
      [META.storeVersions, this.storeVersions()],
    ])
    storage.commit({ appends, changes: this.changes(), meta, inboxTaken })
    return appends
  }

  private appendOrder(nowMs: number): void {
    const { dataflow, serde, configDigest } = this.options
    for (const { task } of dataflow.members) {
      const sequence = this.sequences[task.id] ?? 0
      const order = task.order.take(task.id, nowMs, sequence, configDigest)
      if (order === null) continue
      this.sequences[task.id] = sequence + 1
      const topic = orderTopic(task.topology.name)
      const headers = { 'event-type': 'task.order', source: task.topology.name }
      dataflow.offer(topic.name, task.id, nowMs, headers, serde.encode(topic.codec, order))
    }
  }

  private *changes(): Iterable<StoreChange> {
    for (const { task } of this.options.dataflow.members) {
      for (const { store, key, value } of task.stores.takeChanges()) yield { task: task.id, store, key, value }
    }
  }

  private storeVersions(): string {
    const versions: Record<string, number> = {}
    for (const { task } of this.options.dataflow.members) {
      for (const { name, version } of task.stores.versions) versions[storeVersionKey(task.id, name)] = version
    }
    return JSON.stringify(versions)
  }
}
