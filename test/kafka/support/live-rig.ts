/** Live operation as docs/live.md starts it: each command a process of its own, the venue in place of the exchange. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { RecordTypes } from '../../../src/records/generated.ts'
import { Serde } from '../../../src/records/serde.ts'
import { KafkaSchemas } from '../../../src/runtime/kafka/registry/kafka-schemas.ts'
import { RegistryClient } from '../../../src/runtime/kafka/registry/registry-client.ts'
import { topics, topicsByName } from '../../../src/topics.ts'
import { type Ended, ilf, type Running, startIlf, temporaryFolder } from '../../cli/support/ilf.ts'
import { readTopic } from '../../support/broker/read-topic.ts'
import { uniqueName } from '../../support/broker/topics.ts'
import type { KafkaServices } from '../../support/kafka-services.ts'
import { freePorts } from '../../support/process/free-ports.ts'
import { TEST_CREDENTIALS, type VenueServer } from '../../venue/venue-server.ts'

/** Everything but paper-exchange and the built-in model: they run as one group. */
const TOPOLOGIES = ['trade-intent', 'exit-brain', 'execution', 'sizing-policy', 'signal-outcome'] as const
export const ACCOUNT = 'main'
/** A stop that comes late has tests of its own on simulated time; here the machine may be slow. */
const PATIENT = ['--stop-deadline-ms', '120000']
const SETTINGS = ['--set', `execution.account=${ACCOUNT}`, 'timeframe=1m']

export interface LiveRig {
  /** Starts everything in the order of docs/live.md, the prices last: from then on signals come. */
  start(symbols: readonly string[]): Promise<void>
  /** Stops everything in the order of docs/live.md, the prices first; throws where a process ended otherwise. */
  stop(): Promise<void>
  /** The values of a topic, by partition and offset. */
  read<K extends keyof RecordTypes>(topic: K): Promise<readonly RecordTypes[K][]>
  /** Every byte of keys, headers and values of every topic, and everything that was printed. */
  everything(): Promise<string>
  /** Runs a command on the cluster, with the settings of the members where it takes them. */
  command(args: readonly string[], withSettings?: boolean): Promise<Ended>
  /** Runs a command that needs no cluster. */
  offline(args: readonly string[]): Promise<Ended>
  /** What was decided and done so far, a line each: for a test that waits in vain. */
  story(): Promise<string>
  /** What the gateway's health check says: 200 where the account is its own and nothing is unexplained. */
  gatewayHealth(): Promise<number>
  /** Throws what a process has said, where one has ended that should run. */
  check(): void
}

export function liveRig(services: KafkaServices, venue: VenueServer): LiveRig {
  const name = uniqueName('live')
  const broker = ['--kafka', services.brokers.join(',')]
  const names = ['--topic-prefix', `${name}-`, '--app', name]
  const cluster = [...broker, '--registry', services.registryUrl, ...names]
  const folder = temporaryFolder()
  const keyFile = join(folder, 'main.key')
  const { apiKey, secret } = TEST_CREDENTIALS
  writeFileSync(keyFile, JSON.stringify({ apiKey, secret }), { mode: 0o600 })
  let healthPort: number | undefined
  const running = new Map<string, Running>()
  const printed: string[] = []
  const fallen: string[] = []

  const launch = async (what: string, args: readonly string[], says: string, env: Record<string, string> = {}) => {
    const started = startIlf(args, folder, env)
    running.set(what, started)
    void started.ended.then(({ stdout, stderr }) => {
      printed.push(stdout, stderr)
      if (running.get(what) === started) fallen.push(`${what} has ended:\n${stderr}`)
    })
    await started.says(says)
  }
  const end = async (what: string) => {
    const ending = running.get(what)
    running.delete(what)
    ending?.process.kill('SIGTERM')
    const ended = await ending?.ended
    expect(ended?.exitCode, `${what}: ${ended?.stderr}`).toBe(0)
  }
  const once = async (args: readonly string[]) => {
    const ended = await ilf(args, folder)
    printed.push(ended.stdout, ended.stderr)
    return ended
  }
  const schemas = new KafkaSchemas({
    client: new RegistryClient({ url: services.registryUrl }),
    topicPrefix: `${name}-`,
    signal: new AbortController().signal,
    onError: (error) => {
      throw error
    },
  })
  const serde = new Serde(schemas)
  const recordsOf = (topic: string) => readTopic(services.brokers, `${name}-${topic}`)

  const read: LiveRig['read'] = async (topic) => {
    const records = await recordsOf(topic)
    await schemas.learn(records.map(({ value }) => ({ bytes: value })))
    const { codec } = topicsByName.get(topic) ?? expect.fail(`no topic ${topic}`)
    return records.map(({ value }) => serde.decode(codec, value)) as never
  }

  return {
    read,
    async start(symbols) {
      const exchange = `http://127.0.0.1:${venue.port}`
      const created = await once(['topics', 'create', TOPOLOGIES.join(','), '--partitions', '2', ...broker, ...names])
      expect(created.exitCode, created.stderr).toBe(0)
      await schemas.register(Object.values(topics))
      await launch('engine', ['ai-engine', '--port', '0'], 'Serving the built-in model at http')
      const members = ['start', ...TOPOLOGIES, ...cluster, '--partitions', '2', ...SETTINGS]
      await launch('members', members, 'running lane')
      const keys = { ILF_KEY_FILE: keyFile }
      const [port] = await freePorts(1)
      healthPort = port
      const health = ['--health-port', String(port)]
      const gateway = ['gateway', '--account', ACCOUNT, '--exchange-url', exchange, ...PATIENT, ...health, ...cluster]
      await launch('gateway', gateway, 'running: entries are sent', keys)
      const bridge = ['ai-bridge', '--engine', engineUrl(running.get('engine')), '--timeframe', '1m', ...cluster]
      await launch('bridge', bridge, 'running')
      const market = ['--symbols', symbols.join(','), '--endpoint', `binanceusdm=${exchange}`]
      await launch('ingest', ['ingest', ...market, '--history-minutes', '60', ...cluster], 'live prices arrive')
    },
    async stop() {
      for (const what of ['ingest', 'bridge', 'gateway', 'members', 'engine']) await end(what)
    },
    async everything() {
      const bytes: string[] = []
      for (const { name: topic } of Object.values(topics)) {
        for (const { key, value, headers } of await recordsOf(topic))
          bytes.push(String(key), value?.toString('latin1') ?? '', JSON.stringify(headers))
      }
      for (const { key, value } of await recordsOf(`${name}-gateway-${ACCOUNT}-books`))
        bytes.push(String(key), value?.toString('latin1') ?? '')
      return [...bytes, ...printed].join('\n')
    },
    command: (args, withSettings = false) => once([...args, ...cluster, ...(withSettings ? SETTINGS : [])]),
    offline: once,
    gatewayHealth: async () => (await fetch(`http://127.0.0.1:${healthPort}/health/ready`)).status,
    async story() {
      const signals = await read('ai.signal')
      const decisions = await read('signal.decision')
      const ended = await read('plan.decision')
      const commands = await read('order.command')
      const reports = await read('execution.report')
      const letters = await read('dead.letter')
      const events = await read('account.event')
      const controls = await read('control.command')
      const time = (ms: number) => new Date(ms).toISOString().slice(11, 23)
      return [
        `${(await read('market.tick')).length} ticks`,
        ...signals.map((one) => `signal ${one.signal_id} ${one.action} ${one.confidence}: ${one.reason}`),
        ...decisions.map((one) => `decision ${one.signal_id} ${one.outcome} ${one.reason} ${one.note ?? ''}`),
        ...ended.map((one) => `plan ${one.intent_id} ${one.stage} ${one.outcome} ${one.reason} ${one.detail ?? ''}`),
        ...commands.map(
          (one) =>
            `${time(one.event_time)} command ${one.client_order_id} ${one.symbol} ${one.intent} ${one.leg} ${one.quantity}`,
        ),
        ...reports.map(
          (one) =>
            `${time(one.event_time)} report ${one.client_order_id} ${one.symbol} ${one.status} ${one.error_code} ${one.error}`,
        ),
        ...events.map((one) => `${time(one.event_time)} event ${one.symbol} ${one.kind} ${one.quantity} ${one.detail}`),
        ...controls.map((one) => `${time(one.event_time)} ${one.command} by ${one.issued_by}: ${one.reason}`),
        ...letters.map((one) => `dead letter of ${one.topic}: ${one.error_code} ${one.error}`),
        ...[...running].map(([what, { told }]) => `${what}: ${told()}`),
      ].join('\n')
    },
    check() {
      if (fallen[0] !== undefined) throw new Error(fallen[0])
    },
  }
}

/** The address that an engine on a free port has told. */
function engineUrl(engine: Running | undefined): string {
  return /http:\/\/[\d.]+:\d+/.exec(engine?.told() ?? '')?.[0] ?? expect.fail('the engine did not say where it is')
}
