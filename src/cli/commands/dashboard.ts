/** `ilf dashboard`: shows a run in a browser, while it is going on or when it is over. */
import { type Command, InvalidArgumentError } from 'commander'
import { CommandError } from '../failure.ts'
import { addClusterOptions, type ClusterCommandOptions, ENVIRONMENT_HELP } from '../kafka/options.ts'
import { DATA_OPTION } from '../with-reader.ts'

/** What commander hands over. */
export interface DashboardCommandOptions extends ClusterCommandOptions {
  readonly data?: string
  readonly host: string
  readonly port: number
  readonly set?: readonly string[]
  readonly members?: readonly string[]
}

/** Where the dashboard is when nothing else is said. */
export const DASHBOARD_PORT = 4780

const HELP = `
Reads the topics of a data folder beside the run; nothing of the run waits for it. Orders (halt, reduce, resume, drain,
close all) and redriving a dead letter need the token that is printed at the start; ILF_DASHBOARD_TOKEN sets it.

Listens on this machine only. With another --host everything needs the token: open the address as it is printed, and
put a proxy with TLS in front of it.

With --kafka it shows a cluster: its topics are followed into a temporary folder, as nobody of a group, and no member
waits for it. Orders are published as by \`ilf control --kafka\`. Give the --set that the members run with: thresholds
are shown beside the figures.

Examples:
  $ ilf dashboard
  $ ilf dashboard --data /tmp/other --port 4781
  $ ilf dashboard --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7
  $ ilf dashboard --kafka localhost:9094 --members http://127.0.0.1:8090 http://127.0.0.1:8091
${ENVIRONMENT_HELP}`

export function registerDashboard(program: Command): void {
  const dashboard = program
    .command('dashboard')
    .description('show a run in a browser')
    .option(...DATA_OPTION)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on; 0 takes any free one', portOf, DASHBOARD_PORT)
    .option('--set <key=value...>', 'with --kafka: the configuration of its members (keys: ilf config)')
    .option(
      '--members <url...>',
      'with --kafka: health ports of its processes, to show whether they are ready and how far they have restored',
    )
  addClusterOptions(dashboard)
    .addHelpText('after', HELP)
    .action(async (options: DashboardCommandOptions) => {
      refuseMixed(options)
      const { runDashboard } = await import('../dashboard/run-dashboard.ts')
      await runDashboard(options)
    })
}

/** Only `--kafka` itself chooses the cluster: a variable that other commands need must not move the dashboard there. */
function refuseMixed({ kafka, data, registry, app, topicPrefix, set, members }: DashboardCommandOptions): void {
  if (kafka !== undefined && data !== undefined) throw new CommandError('--kafka and --data: it shows one of them')
  const given = {
    '--registry': registry,
    '--app': app,
    '--topic-prefix': topicPrefix,
    '--set': set,
    '--members': members,
  }
  const [first] = Object.entries(given).find(([, value]) => value !== undefined) ?? []
  if (kafka === undefined && first !== undefined) throw new CommandError(`${first} goes with --kafka only`)
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It is a number from 0 to 65535.')
}
