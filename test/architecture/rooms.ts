/** The rooms of the code (DESIGN, 5): which may import which, and which package lives where. */

/** A room and the rooms its files may import from; `types` may be imported with `import type` only. */
interface Room {
  readonly imports: readonly string[]
  readonly types?: readonly string[]
  /** Why, for the message. */
  readonly because: string
}

/** The longest room that a path begins with is its room. `app.ts`, the other `*-app.ts` and `index.ts` put everything together. */
export const ROOMS: Readonly<Record<string, Room>> = {
  records: { imports: [], because: 'contracts know nobody' },
  domain: { imports: ['records'], because: 'pure maths and deciders know only the records' },
  topology: { imports: ['records'], because: 'a description knows no driver and no domain' },
  'topics.ts': { imports: ['topology', 'records'], because: 'topics are descriptions' },
  operators: {
    imports: ['domain', 'records', 'topology'],
    because: 'operators bind the domain to streams, nothing else',
  },
  config: { imports: ['domain'], because: 'configuration is what the domain may be told' },
  topologies: {
    imports: ['operators', 'topology', 'topics.ts', 'config', 'domain', 'records'],
    because: 'a topology is a description that any driver runs',
  },
  runtime: { imports: ['topology', 'topics.ts', 'records'], because: 'a task runs any topology and knows no driver' },
  'runtime/embedded': {
    imports: ['runtime', 'topology', 'topics.ts', 'records'],
    because: 'drivers do not know each other',
  },
  'runtime/kafka': {
    imports: ['runtime', 'topology', 'topics.ts', 'records'],
    because: 'drivers do not know each other',
  },
  'runtime/replay': {
    imports: ['runtime', 'topology', 'topics.ts', 'records'],
    because: 'a replay runs tasks over a recording and knows no driver',
  },
  'version.ts': { imports: [], because: 'a version knows nobody' },
  recording: {
    imports: ['records', 'runtime', 'runtime/replay', 'topics.ts'],
    because: 'a recording is a run in files, and knows no driver',
  },
  'what-if': {
    imports: [
      'config',
      'connectors',
      'domain',
      'recording',
      'records',
      'report',
      'runtime',
      'runtime/embedded',
      'runtime/replay',
      'topics.ts',
      'topologies',
      'topology',
    ],
    because: 'a what-if runs a recording anew with the embedded driver and reports on it',
  },
  metrics: {
    imports: ['records', 'runtime', 'topics.ts', 'topology', 'version.ts'],
    types: ['connectors', 'domain', 'runtime/kafka'],
    because: 'metrics are made of what a process tells of itself, and no process needs them',
  },
  testing: {
    imports: ['runtime', 'runtime/embedded', 'topology', 'topics.ts', 'records'],
    because: 'the test driver runs any topology',
  },
  connectors: {
    imports: ['records', 'topology', 'topics.ts', 'config', 'domain'],
    because: 'connectors talk to the outside world and hand records to a driver',
  },
  report: {
    imports: ['records', 'domain', 'topics.ts'],
    types: ['connectors', 'config', 'topology'],
    because: 'a report is made of what the topics hold',
  },
  inspect: {
    imports: [
      'records',
      'domain',
      'topology',
      'topics.ts',
      'topologies',
      'runtime',
      'runtime/embedded',
      'runtime/replay',
    ],
    because: 'inspection reads what a driver has written',
  },
  'kafka-app': {
    imports: [
      'app.ts',
      'config',
      'connectors',
      'domain',
      'metrics',
      'recording',
      'records',
      'report',
      'runtime',
      'runtime/embedded',
      'runtime/kafka',
      'runtime/replay',
      'topics.ts',
      'topologies',
      'topology',
      'version.ts',
    ],
    because: 'these are the parts of the composition root kafka-app.ts',
  },
  cli: {
    imports: [
      'alerts',
      'alerts-app.ts',
      'app.ts',
      'engine-app.ts',
      'kafka-app.ts',
      'paper-app.ts',
      'replay-app.ts',
      'dashboard',
      'report',
      'inspect',
      'config',
      'version.ts',
    ],
    types: ['metrics', 'records', 'runtime', 'runtime/embedded', 'runtime/kafka', 'topology'],
    because: 'the command line is thin and goes through app',
  },
  alerts: {
    imports: ['records', 'topology', 'topics.ts', 'config', 'report'],
    because: 'rules are a function of records, and senders know nothing of where those come from',
  },
  'dashboard/page': {
    imports: ['dashboard/protocol'],
    because: 'the page runs in a browser and knows only what it is sent',
  },
  'dashboard/protocol': { imports: [], because: 'what is sent knows neither end' },
  dashboard: {
    imports: ['alerts', 'app.ts', 'kafka-app.ts', 'dashboard/protocol', 'report', 'inspect', 'config', 'metrics'],
    types: ['records', 'runtime', 'runtime/embedded', 'topology'],
    because: 'the dashboard is thin and goes through app',
  },
}

/** Files that put everything together and may import from every room. */
export const COMPOSITION: readonly string[] = [
  'alerts-app.ts',
  'app.ts',
  'engine-app.ts',
  'index.ts',
  'kafka-app.ts',
  'replay-app.ts',
  'paper-app.ts',
]

/** Every package and the only places (paths or beginnings of paths) that import it. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@fastify/static': ['dashboard/server/'],
  '@kafkajs/confluent-schema-registry': ['runtime/kafka/'],
  avsc: ['records/', 'inspect/', 'recording/'],
  ccxt: ['connectors/'],
  cockatiel: ['alerts/', 'connectors/'],
  'cli-progress': ['cli/'],
  'cli-table3': ['cli/', 'report/'],
  commander: ['cli/'],
  'csv-parse': ['connectors/'],
  'decimal.js': ['domain/decimal.ts'],
  fastify: ['connectors/ai-engine/', 'dashboard/'],
  'lightweight-charts': ['dashboard/page/'],
  preact: ['dashboard/page/'],
  kafkajs: ['runtime/kafka/'],
  lmdb: ['runtime/embedded/storage/'],
  picocolors: ['cli/', 'inspect/', 'report/'],
  pino: ['cli/', 'dashboard/'],
  'pino-pretty': ['cli/'],
  'prom-client': ['dashboard/server/', 'metrics/'],
  rxjs: ['operators/', 'topologies/', 'topology/', 'runtime/', 'testing/'],
  vite: ['dashboard/page/vite.config.ts'],
  valibot: ['alerts/', 'config/', 'connectors/', 'dashboard/', 'kafka-app/', 'recording/', 'runtime/kafka/'],
}

/** Rooms without node's own modules, and the files excepted, with the modules they need. */
export const WITHOUT_NODE: readonly string[] = ['domain', 'operators', 'topologies', 'topology', 'topics.ts', 'config']
export const NODE_EXCEPTIONS: Readonly<Record<string, readonly string[]>> = { 'domain/ids.ts': ['node:crypto'] }

/** The room of a path below src; undefined for one outside every room. */
export function roomOf(path: string): string | undefined {
  return Object.keys(ROOMS)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0]
}
