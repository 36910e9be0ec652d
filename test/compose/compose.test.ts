/** The deployment files, without an engine: what they promise each other and the code. `npm run test:compose` runs them. */
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { topologies } from '../../src/topologies/index.ts'
import { inProject } from '../support/project-root.ts'
import { composeFile, envFile, projectFile, variablesOf } from './compose-file.ts'

const { services, networks, volumes, secrets } = composeFile()
const text = projectFile('docker-compose.kafka.yml')
const dockerfile = projectFile('Dockerfile')
const named = Object.entries(services)
const members = named.filter(([, { command }]) => command[0] === 'start')
/** What stands in live operation in the places of the built-in model and of paper-exchange, and what feeds it. */
const EDGES = ['ai-engine', 'ai-bridge', 'market-ingest', 'gateway']
const edges = named.filter(([name]) => EDGES.includes(name))
const ours = [...members, ...edges, ...named.filter(([name]) => name === 'init')]
const HEALTH_PORT = '8090'
const WATCHING = ['prometheus', 'grafana']
/** A variable of the compose file, as it is written there. */
const variable = (name: string, fallback: string) => `\${${name}:-${fallback}}`

describe('the services', () => {
  it('are one for each topology, beside broker, registry, init, the edges of live operation and those that watch', () => {
    const names = topologies.map(({ name }) => name)
    expect(members.map(([name]) => name).sort()).toEqual([...names].sort())
    expect(named.map(([name]) => name).sort()).toEqual(
      [...names, ...EDGES, ...WATCHING, 'kafka', 'registry', 'init'].sort(),
    )
  })

  it.each(members)('%s runs its topology and answers where the image asks for its health', (name, { command }) => {
    expect(command.slice(0, 4)).toEqual(['start', name, '--health-port', HEALTH_PORT])
  })

  it('have the same account everywhere, which is not one that the gateway takes until it is named', () => {
    const account = variable('ILF_ACCOUNT', 'paper')
    for (const [name, { command }] of members)
      expect(command.slice(4), name).toEqual(['--set', `execution.account=${account}`])
    expect(services.gateway?.command.slice(0, 3)).toEqual(['gateway', '--account', account])
  })

  it('differ between paper and live in the edges: model and exchange, and in nothing else', () => {
    const of = (profile: string) =>
      [...members, ...edges].filter(([, { profiles }]) => profiles.includes(profile)).map(([name]) => name)
    expect(of('paper').sort()).toEqual(topologies.map(({ name }) => name).sort())
    const shared = of('paper').filter((name) => !['ai-baseline', 'paper-exchange'].includes(name))
    expect(of('live').sort()).toEqual([...shared, ...EDGES].sort())
  })

  it('are watched in a profile of their own, which needs neither of the two', () => {
    for (const [name, { profiles }] of named) {
      if (WATCHING.includes(name)) expect(profiles, name).toEqual(['observability'])
      else
        expect(
          profiles.every((profile) => ['paper', 'live'].includes(profile)),
          name,
        ).toBe(true)
    }
    expect(services.prometheus?.depends_on).toEqual({})
    expect(services.grafana?.depends_on).toEqual({ prometheus: { condition: 'service_healthy' } })
  })

  it('take what they watch by from the repository, read-only, and keep what they have seen', () => {
    const mounted = (name: string) => (services[name]?.volumes ?? []).filter((volume) => volume.startsWith('./'))
    for (const volume of WATCHING.flatMap(mounted)) {
      const [from = '', , mode] = volume.split(':')
      expect([volume, existsSync(inProject(from)), mode]).toEqual([volume, true, 'ro'])
    }
    expect(services.prometheus?.command).toContain('--config.file=/etc/prometheus/prometheus.yml')
    expect(mounted('prometheus')).toEqual(['./observability/prometheus:/etc/prometheus:ro'])
    const kept = WATCHING.flatMap((name) => services[name]?.volumes ?? []).filter((volume) => !volume.startsWith('./'))
    expect(kept.map((volume) => volume.split(':')[0])).toEqual(['prometheus-data', 'grafana-data'])
    const home = String(services.grafana?.environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH)
    const [folder = '', where = ''] = mounted('grafana')[1]?.split(':') ?? []
    expect(existsSync(inProject(home.replace(where, folder)))).toBe(true)
  })

  it('let nobody log in to Grafana, which has no password: who reaches it may look', () => {
    expect(services.grafana?.environment).toMatchObject({
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
      GF_AUTH_BASIC_ENABLED: 'false',
      GF_AUTH_DISABLE_LOGIN_FORM: 'true',
      GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION: 'true',
    })
  })

  it('need no profile where every profile needs them', () => {
    for (const name of ['kafka', 'registry', 'init']) expect(services[name]?.profiles, name).toEqual([])
  })

  it('wait for what they need, and only for what exists', () => {
    const healthy = { condition: 'service_healthy' }
    expect(services.registry?.depends_on).toEqual({ kafka: healthy })
    expect(services.init?.depends_on).toEqual({ kafka: healthy, registry: healthy })
    const all = { kafka: healthy, registry: healthy, init: { condition: 'service_completed_successfully' } }
    for (const [name, { depends_on }] of [...members, ...edges.filter(([name]) => name !== 'ai-engine')])
      expect(depends_on, name).toEqual(name === 'ai-bridge' ? { ...all, 'ai-engine': healthy } : all)
    expect(services['ai-engine']?.depends_on).toEqual({})
  })

  it('come back when they die, but for init, which is to end', () => {
    for (const [name, { restart }] of named) expect(restart, name).toBe(name === 'init' ? 'no' : 'unless-stopped')
  })

  it('have a health check of their own, the one of the image, or a reason', () => {
    // What it says of brokers and others: test/kafka/compose-health.test.ts.
    expect(services.kafka?.healthcheck).toMatchObject({ test: expect.arrayContaining(['bash']) })
    expect(services.registry?.healthcheck).toMatchObject({ test: expect.arrayContaining(['curl']) })
    for (const name of WATCHING)
      expect(services[name]?.healthcheck, name).toMatchObject({ test: expect.arrayContaining(['wget']) })
    for (const [name, { healthcheck, command }] of [...members, ...edges]) {
      if (name === 'ai-engine') continue
      expect(healthcheck, name).toBeUndefined()
      expect(command.join(' '), name).toContain(`--health-port ${HEALTH_PORT}`)
    }
    // What it says: test/compose/healthy.test.ts.
    const engineIsHealthy = ['CMD', 'bash', 'scripts/healthy.sh', '8001', '/health']
    expect(services['ai-engine']?.healthcheck).toMatchObject({ test: engineIsHealthy })
    expect(services.init?.healthcheck).toEqual({ disable: true })
    expect(text).toMatch(/# It ends, so there is nothing to ask[^\n]*\n\s+healthcheck: \{ disable: true \}/)
  })
})

describe('what they may do', () => {
  it('is bounded: memory, processors, processes, capabilities', () => {
    for (const [name, { mem_limit, cap_drop, security_opt }] of named) {
      expect(mem_limit, name).toMatch(/^\d+[mg]$/)
      expect(cap_drop, name).toEqual(['ALL'])
      expect(security_opt, name).toEqual(['no-new-privileges:true'])
    }
  })

  it('does not reach beyond this machine: ports on 127.0.0.1, of what is looked at from here only', () => {
    for (const [name, { ports }] of named) {
      for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:/)
      expect(ports.length, name).toBe(['kafka', 'registry', ...WATCHING].includes(name) ? 1 : 0)
    }
  })

  it('happens on one network, under the names that the settings use', () => {
    for (const [name, service] of named) expect(service.networks, name).toEqual(Object.keys(networks))
    for (const [name, { environment }] of ours) {
      expect(String(environment.ILF_KAFKA_BROKERS), name).toContain(':-kafka:9092}')
      expect(String(environment.ILF_REGISTRY_URL), name).toContain(':-http://registry:8080/')
    }
  })

  it('keeps what must be kept: the data of the broker, and in it the schemas', () => {
    expect(services.kafka?.volumes).toEqual([
      `${Object.keys(volumes)[0]}:${services.kafka?.environment.KAFKA_LOG_DIRS}`,
    ])
    expect(services.registry?.environment.APICURIO_STORAGE_KIND).toBe('kafkasql')
  })

  it('is as strict as the tests: full compatibility, no topics by accident', () => {
    expect(services.registry?.environment.APICURIO_RULES_GLOBAL_COMPATIBILITY).toBe('FULL_TRANSITIVE')
    expect(services.kafka?.environment.KAFKA_AUTO_CREATE_TOPICS_ENABLE).toBe('false')
  })
})

describe('going live', () => {
  const gateway = services.gateway

  it('goes to the test network unless it is told otherwise, and for real money only when it is told so twice', () => {
    expect(gateway?.command).toContain(`--${variable('ILF_DESTINATION', 'testnet')}`)
    expect(gateway?.environment.ILF_LIVE).toBe(variable('ILF_LIVE', ''))
    for (const [name, { environment }] of named)
      if (name !== 'gateway') expect(Object.keys(environment), name).not.toContain('ILF_LIVE')
  })

  it('has the key in a file of its owner, which the gateway alone sees', () => {
    expect(secrets).toEqual({ 'exchange-key': { file: variable('ILF_KEY_FILE', './exchange.key') } })
    for (const [name, service] of named)
      expect(service.secrets, name).toEqual(name === 'gateway' ? ['exchange-key'] : [])
    expect(gateway?.environment.ILF_KEY_FILE).toBe('/run/secrets/exchange-key')
    expect(gateway?.user).toBe(variable('ILF_KEY_OWNER', '1000:1000'))
    expect(projectFile('.gitignore').split('\n')).toContain('*.key')
  })
})

describe('the broker', () => {
  it('is given the whole set of a KRaft node, because one variable replaces all defaults', () => {
    expect(Object.keys(services.kafka?.environment ?? {})).toEqual(
      expect.arrayContaining([
        'CLUSTER_ID',
        'KAFKA_NODE_ID',
        'KAFKA_PROCESS_ROLES',
        'KAFKA_CONTROLLER_QUORUM_VOTERS',
        'KAFKA_CONTROLLER_LISTENER_NAMES',
        'KAFKA_LISTENERS',
        'KAFKA_ADVERTISED_LISTENERS',
        'KAFKA_LISTENER_SECURITY_PROTOCOL_MAP',
        'KAFKA_INTER_BROKER_LISTENER_NAME',
        'KAFKA_LOG_DIRS',
        'KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR',
        'KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR',
        'KAFKA_TRANSACTION_STATE_LOG_MIN_ISR',
      ]),
    )
  })
})

describe('the variables', () => {
  const used = variablesOf(text)
  const explained = envFile(projectFile('.env.example'))

  it('are all in .env.example, and nothing else is', () => {
    expect([...explained.keys()].sort()).toEqual([...used.keys()].sort())
  })

  it('have one default each, and it is the one that .env.example shows', () => {
    for (const [name, defaults] of used) expect([...defaults], name).toEqual([explained.get(name)])
  })

  it('hold every secret, and no secret has a default', () => {
    const isSecret = (name: string) => /PASSWORD|SECRET|TOKEN|CREDENTIAL|API_KEY/.test(name)
    for (const [name, { environment }] of named) {
      for (const [key, value] of Object.entries(environment))
        if (isSecret(key)) expect(value, `${name} ${key}`).toBe(`\${${key}:-}`)
    }
    for (const [name, value] of explained) if (isSecret(name)) expect(value, name).toBe('')
    expect(text + dockerfile).not.toMatch(/:\/\/[^\s/'"]+:[^\s/'"]+@/)
  })

  it('stay out of the image: only what is named gets into it', () => {
    const [first, ...kept] = projectFile('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && line[0] !== '#')
    expect(first).toBe('*')
    expect(kept.every((line) => line.startsWith('!') && !line.includes('.env'))).toBe(true)
    expect(projectFile('.gitignore').split('\n')).toContain('.env')
  })
})
