/** How many records of its inputs each topology of an application has not committed yet: what Kafka calls a group's lag. */
import type { ClusterOptions } from '../../runtime/kafka/client/connection.ts'
import { sleep } from '../../runtime/kafka/client/sleep.ts'
import { committedOffsets } from '../../runtime/kafka/group/group-admin.ts'
import type { GroupOffset } from '../../runtime/kafka/lane/offsets.ts'
import { topologies } from '../../topologies/index.ts'

const LOOK_EVERY_MS = 3_000

export interface GroupLagOptions {
  readonly cluster: ClusterOptions
  readonly app: string
  /** Where partitions end, by `topic/partition`; one that is not known yet may be missing. */
  ends(): ReadonlyMap<string, number>
}

export class GroupLag {
  private readonly options: GroupLagOptions
  private readonly stopping = new AbortController()
  private lags: ReadonlyMap<string, number> = new Map()

  /** Begins to look, every three seconds. */
  constructor(options: GroupLagOptions) {
    this.options = options
    void this.look()
  }

  /** Records by topology, as last seen; without those that never committed, empty while the cluster does not answer. */
  get byTopology(): ReadonlyMap<string, number> {
    return this.lags
  }

  /** Ends the looking; a question that is on its way is not waited for. */
  close(): void {
    this.stopping.abort()
  }

  private async look(): Promise<void> {
    const { cluster, app, ends } = this.options
    const { signal } = this.stopping
    while (!signal.aborted) {
      const ended = ends()
      // That the cluster is away is told by whoever follows its topics.
      const committed = await committedOffsets(cluster, (groupId) => isGroupOf(app, groupId)).catch(() => [])
      this.lags = lagsOf(committed, ended)
      await sleep(LOOK_EVERY_MS, signal)
    }
  }
}

/** Whether a group is one that `groupIdOf` names for the application. */
function isGroupOf(app: string, groupId: string): boolean {
  const names = groupId.slice(app.length + 1).split('.')
  return groupId.startsWith(`${app}-`) && names.every((name) => topologies.some((topology) => topology.name === name))
}

/**
 * Lag of every topology that has committed something. Broadcast inputs are not in it: their positions are in the stores
 * of the tasks.
 *
 * @param ends as of before `committed`: what was taken meanwhile is no lag below zero
 */
export function lagsOf(
  committed: readonly GroupOffset[],
  ends: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const lags = new Map<string, number>()
  for (const { topic, partition, offset, readers } of committed) {
    const lag = Math.max(0, (ends.get(`${topic}/${partition}`) ?? offset) - offset)
    for (const reader of readers) lags.set(reader, (lags.get(reader) ?? 0) + lag)
  }
  return lags
}
