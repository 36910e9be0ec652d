/** `ilf dashboard`: shows a run in a browser, while it is going on or when it is over. */
import { type Command, InvalidArgumentError } from 'commander'
import { DATA_OPTION } from '../with-reader.ts'

interface DashboardCommandOptions {
  readonly data?: string
  readonly host: string
  readonly port: number
}

/** Where the dashboard is when nothing else is said. */
export const DASHBOARD_PORT = 4780

const HELP = `
Reads the topics of a data folder beside the run; nothing of the run waits for it. Orders (halt, reduce, resume, drain,
close all) and redriving a dead letter need the token that is printed at the start; ILF_DASHBOARD_TOKEN sets it.

Listens on this machine only. With another --host everything needs the token: open the address as it is printed, and
put a proxy with TLS in front of it.

Examples:
  $ ilf dashboard
  $ ilf dashboard --data /tmp/other --port 4781`

export function registerDashboard(program: Command): void {
  program
    .command('dashboard')
    .description('show a run in a browser')
    .option(...DATA_OPTION)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on; 0 takes any free one', portOf, DASHBOARD_PORT)
    .addHelpText('after', HELP)
    .action(async (options: DashboardCommandOptions) => {
      const { runDashboard } = await import('../dashboard/run-dashboard.ts')
      await runDashboard(options)
    })
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It is a number from 0 to 65535.')
}
