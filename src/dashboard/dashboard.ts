/** The dashboard of a data folder or a cluster: reads it beside the run, and passes orders on. */
import type { Channel } from '../alerts/sending/channel.ts'
import { testChannels } from '../alerts/sending/test-alert.ts'
import { describeJson, topologies } from '../app.ts'
import { DashboardModel } from './model/dashboard-model.ts'
import type { Graph } from './model/flow-view.ts'
import { storyOf } from './model/story.ts'
import { type DashboardServer, serveDashboard } from './server/serve.ts'
import type { DashboardSource } from './source.ts'

export interface DashboardOptions {
  /** Closed with the dashboard, and where it cannot be opened. */
  readonly source: DashboardSource
  readonly host: string
  readonly port: number
  readonly token: string
  /** Where alerts go, to be tried out; none where nothing is configured. */
  readonly channels: readonly Channel[]
  onError(error: Error): void
}

/** Serves the dashboard of a source. Throws where the port is taken. */
export async function openDashboard({ source, channels, ...server }: DashboardOptions): Promise<DashboardServer> {
  try {
    const { gate, outcome, execution } = source.config
    const graph: Graph = JSON.parse(describeJson(topologies))
    const calibration = { threshold: gate.threshold, horizonMs: outcome.horizonMs }
    const model = new DashboardModel({ source, graph, account: execution.account, calibration })
    const served = await serveDashboard({
      ...server,
      model,
      storyOf: (id) => storyOf(source.reader, id),
      control: (order) => source.control(order, model.accountName),
      redrive: (place) => source.redrive(place),
      alertChannels: channels.map(({ name }) => name),
      testAlerts: () => testChannels(channels, Date.now()),
    })
    return {
      url: served.url,
      async close() {
        await served.close()
        await source.close()
      },
    }
  } catch (error) {
    await source.close()
    throw error
  }
}
