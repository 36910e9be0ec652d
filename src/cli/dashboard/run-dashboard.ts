/** Serves the dashboard until it is stopped, and says where it is. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { openDashboard } from '../../dashboard/dashboard.ts'
import { isLoopback } from '../../dashboard/server/access.ts'
import { CommandError } from '../failure.ts'
import { stopRequest } from '../run/stop-request.ts'

const TOKEN_BYTES = 18

export interface RunDashboardOptions {
  readonly data?: string | undefined
  readonly host: string
  readonly port: number
}

/** Throws a CommandError where the address is taken, and a StorageError where there is no data. */
export async function runDashboard({ data, host, port }: RunDashboardOptions): Promise<void> {
  const stop = stopRequest()
  const token = process.env.ILF_DASHBOARD_TOKEN || randomBytes(TOKEN_BYTES).toString('base64url')
  try {
    const onError = ({ message }: Error) => process.stderr.write(`dashboard: ${message}\n`)
    const server = await openDashboard({ data, host, port, token, onError }).catch((error: unknown) => {
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

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
