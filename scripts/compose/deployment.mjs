// The compose file as a deployment of its own: its own project, ports and image name, so that it meets nobody else's.
import { execFile, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FILE = 'docker-compose.kafka.yml'
/** Read instead of a `.env` that lies in the folder: the test is of the defaults. */
const DEFAULTS = '.env.example'
/** Begins the name of every project of this test; the id of the process ends it. */
const PROJECT = 'ilf-test-'
const POLL_MS = 1_000
const MAX_OUTPUT_BYTES = 64e6
const execute = promisify(execFile)

export class Deployment {
  /** @param profile profile of the compose file */
  static async prepare(profile) {
    await removeLeftBehind()
    const [kafkaPort, registryPort] = await freePorts(2)
    return new Deployment(profile, kafkaPort, registryPort)
  }

  constructor(profile, kafkaPort, registryPort) {
    this.profile = profile
    this.broker = `127.0.0.1:${kafkaPort}`
    this.registryUrl = `http://127.0.0.1:${registryPort}/apis/ccompat/v7`
    this.env = {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ILF_'))),
      COMPOSE_PROJECT_NAME: `${PROJECT}${process.pid}`,
      ILF_IMAGE: 'ilf-streams:test',
      ILF_HOST_KAFKA_PORT: String(kafkaPort),
      ILF_HOST_REGISTRY_PORT: String(registryPort),
      ILF_TOPICS_OPTIONS: '--keep',
    }
    this.command = composeCommand()
  }

  /** Builds the image and starts every service of the profile; ends when init has. */
  up() {
    return this.compose(['up', '-d', '--build'])
  }

  /** Waits until every member, the broker and the registry are healthy. Throws with the state of all when it takes too long. */
  async untilHealthy(withinMs) {
    const endMs = performance.now() + withinMs
    for (;;) {
      const states = await this.states()
      if (states.length > 0 && states.every(({ isFine }) => isFine)) return
      const failed = states.find(({ status }) => status === 'exited')
      if (failed !== undefined && !failed.isFine)
        throw new Error(`${failed.service} has ended\n${await this.logs(failed.service)}`)
      if (performance.now() > endMs) {
        const all = states.map(({ service, status, health }) => `${service}: ${status} ${health}`)
        const sick = states.filter(({ isFine }) => !isFine)
        const logs = await Promise.all(sick.map(({ service }) => this.logs(service)))
        throw new Error(`not healthy within ${withinMs} ms\n${[...all, ...logs].join('\n')}`)
      }
      await sleep(POLL_MS)
    }
  }

  /** Every container with its service, status and health; `init` is fine when it has ended with 0. */
  async states() {
    const label = `label=com.docker.compose.project=${this.env.COMPOSE_PROJECT_NAME}`
    const ids = await run('docker', ['ps', '-aq', '--filter', label], this.env)
    const format =
      '{{index .Config.Labels "com.docker.compose.service"}} {{.State.Status}} {{.State.ExitCode}} ' +
      '{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}'
    const lines = await run('docker', ['inspect', '--format', format, ...ids.trim().split('\n')], this.env)
    return lines
      .trim()
      .split('\n')
      .map((line) => {
        const [service, status, exitCode, health] = line.split(' ')
        const isFine = service === 'init' ? status === 'exited' && exitCode === '0' : health === 'healthy'
        return { service, status, health, isFine }
      })
  }

  restart(service) {
    return this.compose(['restart', service])
  }

  /** As a machine that fails: SIGKILL, and started again. */
  async kill(service) {
    await this.compose(['kill', '-s', 'SIGKILL', service])
    await this.compose(['start', service])
  }

  /** The last lines of some services, or of all. */
  logs(...services) {
    return this.compose(['logs', '--no-color', '--tail', '30', ...services], { isTolerant: true })
  }

  /** Containers, network and volumes; the image stays, so that the next run builds from its layers. */
  down() {
    return this.compose(['down', '-v', '--remove-orphans', '-t', '5'], { isTolerant: true })
  }

  compose(args, { isTolerant = false } = {}) {
    const [program, ...first] = this.command
    return run(
      program,
      [...first, '--env-file', DEFAULTS, '-f', FILE, '--profile', this.profile, ...args],
      this.env,
      isTolerant,
    )
  }
}

/** Services of a test that was killed start again with the engine, and take the machine from this one. */
async function removeLeftBehind() {
  const ofProjects = ['--filter', 'label=com.docker.compose.project']
  const format = '{{.ID}} {{.Label "com.docker.compose.project"}}'
  const containers = await run('docker', ['ps', '-a', ...ofProjects, '--format', format], process.env)
  const left = containers.split('\n').flatMap((line) => {
    const [id, project] = line.split(' ')
    return project?.startsWith(PROJECT) && !isAlive(Number(project.slice(PROJECT.length))) ? [id] : []
  })
  if (left.length > 0) await run('docker', ['rm', '-f', '-v', ...left], process.env)
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** `docker compose` where the plugin is, else docker-compose. */
function composeCommand() {
  for (const command of [['docker', 'compose'], ['docker-compose']]) {
    const [program, ...first] = command
    if (spawnSync(program, [...first, 'version'], { stdio: 'ignore' }).status === 0) return command
  }
  throw new Error('neither `docker compose` nor docker-compose is installed')
}

async function run(program, args, env, isTolerant = false) {
  try {
    return (await execute(program, args, { cwd: ROOT, env, maxBuffer: MAX_OUTPUT_BYTES })).stdout
  } catch (error) {
    if (isTolerant) return ''
    const printed = [error.stdout, error.stderr, error.message].filter(Boolean).join('\n').trim()
    throw new Error(`${program} ${args.join(' ')} failed\n${printed}`)
  }
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server))
        }),
    ),
  )
  const ports = servers.map((server) => server.address().port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
