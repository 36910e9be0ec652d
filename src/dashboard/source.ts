/** What a dashboard shows and gives orders to: a data folder or a cluster. */
import type { AppConfig } from '../config/config.ts'
import type { TopicStorage } from '../runtime/embedded/storage/storage.ts'
import type { TopicReader } from '../runtime/embedded/topic-reader.ts'
import type { ControlOrder } from './protocol/flow.ts'
import type { MemberState, SourceLink } from './protocol/overview.ts'
import type { DeadLetterPlace } from './server/routes.ts'

export interface DashboardSource {
  readonly reader: TopicReader<TopicStorage>
  /** Shown as where the figures come from. */
  readonly name: string
  /** What the run was configured with, as far as it is known. */
  readonly config: AppConfig
  /** How it stands to where its records come from; null for a folder, which is always there. */
  link(): SourceLink | null
  /**
   * What topologies have taken, by name: a count that grows whenever one takes something, and the event time it had
   * reached, ms; null where it is not worth looking it up. One that never took anything may be missing.
   */
  progress(): ReadonlyMap<string, { readonly records: number; readonly timeMs: number | null }>
  /** Records of its inputs that each topology has not committed; without those of which nothing is known. */
  lags(): ReadonlyMap<string, number>
  /** Processes that were asked for how they are. */
  members(): readonly MemberState[]
  /** Gives an order to an account. Throws an error whose message says why it could not. */
  control(order: ControlOrder, account: string): Promise<void>
  /** Puts a dead letter back where it came from. Throws as `control` does. */
  redrive(place: DeadLetterPlace): Promise<void>
  close(): Promise<void>
}
