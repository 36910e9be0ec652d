/** Serves the dashboard until it is stopped, and says where it is. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { loadChannels } from '../../alerts/load-channels.ts'
import { openDashboard } from '../../dashboard/dashboard.ts'
import { isLoopback } from '../../dashboard/server/access.ts'
import type { DashboardSource } from '../../dashboard/source.ts'
import type { DashboardCommandOptions } from '../commands/dashboard.ts'
import { CommandError } from '../failure.ts'
import { stopRequest } from '../run/stop-request.ts'
import { stepBack } from '../step-back.ts'

const TOKEN_BYTES = 18

/** Throws a CommandError where the address is taken, and what keeps the folder or the cluster from being opened. */
export async function runDashboard(options: DashboardCommandOptions): Promise<void> {
  const { host, port } = options
  stepBack()
  const stop = stopRequest()
  const token = process.env.ILF_DASHBOARD_TOKEN || randomBytes(TOKEN_BYTES).toString('base64url')
  try {
    const onError = ({ message }: Error) => process.stderr.write(`dashboard: ${message}\n`)
    const channels = loadChannels(process.env)
    const source = await sourceOf(options, onError)
    const server = await openDashboard({ source, channels, host, port, token, onError }).catch((error: unknown) => {
      throw isTaken(error)
        ? new CommandError(`port ${port} of ${host} is taken: choose another with --port, or 0 for any free one`)
        : error
    })
    process.stdout.write(`Dashboard: ${isLoopback(host) ? server.url : `${server.url}/?token=${token}`}\n`)
    process.stdout.write(`Token for orders: ${token}\n`)
    if (!stop.signal.aborted) await once(stop.signal, 'abort')
    await server.close()
  } finally {
    stop.release()
  }
}

/** What is shown. The client of Kafka is loaded only where it is needed. */
async function sourceOf(options: DashboardCommandOptions, onError: (error: Error) => void): Promise<DashboardSource> {
  const { kafka, data, set = [], members = [] } = options
  if (kafka === undefined) {
    const [{ DEFAULT_DATA }, { folderSource }] = await Promise.all([
      import('../../app.ts'),
      import('../../dashboard/folder-source.ts'),
    ])
    return folderSource(data ?? DEFAULT_DATA)
  }
  const [{ settingsOf }, { clusterSource }] = await Promise.all([
    import('../../kafka-app.ts'),
    import('../../dashboard/cluster-source.ts'),
  ])
  for (const address of members)
    if (!/^https?:/.test(address) || !URL.canParse(address))
      throw new CommandError(`--members ${address}: it is the address of a health port, such as http://127.0.0.1:8090`)
  return clusterSource({ kafka: settingsOf(options), set, members, onError })
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
