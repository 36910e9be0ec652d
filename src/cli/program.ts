/** The command line as a whole: which commands there are, and what they share. */
import { Command } from 'commander'
import { VERSION } from '../version.ts'

type Register = (program: Command) => void

/** Each command in a module of its own, loaded only when it is called: `ilf run` must be at work within a second. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  run: async () => (await import('./commands/run.ts')).registerRun,
  verify: async () => (await import('./commands/verify.ts')).registerVerify,
  explain: async () => (await import('./commands/explain.ts')).registerExplain,
  record: async () => (await import('./commands/record.ts')).registerRecord,
  replay: async () => (await import('./commands/replay.ts')).registerReplay,
  diff: async () => (await import('./commands/diff.ts')).registerDiff,
  'what-if': async () => (await import('./commands/what-if.ts')).registerWhatIf,
  dashboard: async () => (await import('./commands/dashboard.ts')).registerDashboard,
  tail: async () => (await import('./commands/tail.ts')).registerTail,
  produce: async () => (await import('./commands/produce.ts')).registerProduce,
  control: async () => (await import('./commands/control.ts')).registerControl,
  topology: async () => (await import('./commands/topology.ts')).registerTopology,
  config: async () => (await import('./commands/config.ts')).registerConfig,
  paper: async () => (await import('./commands/paper.ts')).registerPaper,
  ingest: async () => (await import('./commands/ingest.ts')).registerIngest,
  alerts: async () => (await import('./commands/alerts.ts')).registerAlerts,
  'ai-engine': async () => (await import('./commands/ai-engine.ts')).registerAiEngine,
  'ai-bridge': async () => (await import('./commands/ai-bridge.ts')).registerAiBridge,
  doctor: async () => (await import('./commands/doctor.ts')).registerDoctor,
  gateway: async () => (await import('./commands/gateway.ts')).registerGateway,
  start: async () => (await import('./commands/start.ts')).registerStart,
  rebuild: async () => (await import('./commands/rebuild.ts')).registerRebuild,
  topics: async () => (await import('./commands/topics.ts')).registerTopics,
  schemas: async () => (await import('./commands/schemas.ts')).registerSchemasCommand,
}

const HELP = `
Examples:
  $ ilf run                                play the recording that ships with ilf, and print its report
  $ ilf run --speed 600 --log-level info   the same at ten minutes a second, with a log line for every intent
  $ ilf verify                             check every plan, every decision and every stop of that run
  $ ilf explain <id>                       why a signal, an intent, a plan, an order or a position is as it is
  $ ilf topology describe                  how topics and topologies hang together
  $ ilf start trade-intent                 run a topology on Kafka; before it, ilf topics create and ilf schemas register

Run \`ilf <command> --help\` for what a command can do.`

/**
 * The program, with the command that the arguments call for, or with all of them where they call for none (help, a
 * mistyped name).
 *
 * @param args the arguments after the program's name
 */
export async function createProgram(args: readonly string[]): Promise<Command> {
  const program = new Command('ilf')
    .description('Market ticks and AI signals in, leveraged positions with exits out, every step a record on a topic.')
    .version(VERSION, '-V, --version', 'print the version')
    .option('--debug', 'print the stack of errors (or set ILF_DEBUG=1)')
    .addHelpText('after', HELP)
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help to see what there is)')
    .exitOverride()
  const called = COMMANDS[args.find((arg) => !arg.startsWith('-')) ?? '']
  const loaders = called === undefined ? Object.values(COMMANDS) : [called]
  for (const load of loaders) (await load())(program)
  return program
}
