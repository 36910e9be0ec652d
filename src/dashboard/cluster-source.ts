/** A cluster as what a dashboard shows: its topics mirrored, orders published into it. */
import type { KafkaSettings } from '../config/kafka-settings.ts'
import { withOverrides } from '../config/overrides.ts'
import { viewCluster } from '../kafka-app.ts'
import type { Control } from '../records/generated.ts'
import { MemberWatch } from './member-watch.ts'
import type { DashboardSource } from './source.ts'

export interface ClusterSourceOptions {
  readonly kafka: KafkaSettings
  /** `key=value` texts: what the members run with. */
  readonly set: readonly string[]
  /** Addresses of health ports of its processes. */
  readonly members: readonly string[]
  /** Told of trouble with the cluster. */
  onError(error: Error): void
}

/** Opens it. Throws where no cluster or registry is named, topics are missing, or the cluster does not answer. */
export async function clusterSource({ kafka, set, members, onError }: ClusterSourceOptions): Promise<DashboardSource> {
  const config = withOverrides(set)
  const view = await viewCluster(kafka, onError)
  const watch = new MemberWatch(members)
  return {
    reader: view.reader,
    name: view.name,
    config,
    link: () => view.status(),
    progress: () => view.progress(),
    lags: () => view.lags(),
    members: () => watch.members,
    control: ({ word, reason, issuedBy }, account) =>
      view.control({
        account,
        event_time: Date.now(),
        command: word.toUpperCase().replace('-', '_') as Control,
        issued_by: issuedBy,
        reason,
      }),
    redrive: (place) => view.redrive(place),
    close: () => {
      watch.close()
      return view.close()
    },
  }
}
