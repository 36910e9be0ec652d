/** docker-compose.kafka.yml as tests see it: parsed, its shape checked, merge keys resolved. */
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { parse } from 'yaml'
import { inProject } from '../support/project-root.ts'

const healthcheck = v.union([
  v.strictObject({ disable: v.literal(true) }),
  v.strictObject({
    test: v.pipe(v.array(v.string()), v.minLength(2)),
    interval: v.string(),
    timeout: v.string(),
    start_period: v.string(),
    retries: v.number(),
  }),
])

const service = v.looseObject({
  image: v.string(),
  build: v.optional(v.string()),
  profiles: v.optional(v.array(v.string()), []),
  command: v.optional(v.array(v.string()), []),
  environment: v.record(v.string(), v.union([v.string(), v.number()])),
  ports: v.optional(v.array(v.string()), []),
  volumes: v.optional(v.array(v.string()), []),
  secrets: v.optional(v.array(v.string()), []),
  user: v.optional(v.string()),
  networks: v.array(v.string()),
  depends_on: v.optional(v.record(v.string(), v.object({ condition: v.string() })), {}),
  healthcheck: v.optional(healthcheck),
  restart: v.string(),
  cap_drop: v.array(v.string()),
  security_opt: v.array(v.string()),
  mem_limit: v.string(),
  cpus: v.number(),
  pids_limit: v.number(),
})

const file = v.looseObject({
  services: v.record(v.string(), service),
  networks: v.record(v.string(), v.nullable(v.unknown())),
  volumes: v.record(v.string(), v.nullable(v.unknown())),
  secrets: v.record(v.string(), v.strictObject({ file: v.string() })),
})

export type ComposeService = v.InferOutput<typeof service>

/** The text of a file in the project's root. */
export function projectFile(name: string): string {
  return readFileSync(inProject(name), 'utf8')
}

/** The compose file. Throws where it is no YAML or a service lacks what every service must have. */
export function composeFile(): v.InferOutput<typeof file> {
  return v.parse(file, parse(projectFile('docker-compose.kafka.yml'), { merge: true }))
}

/** Every `${NAME}` or `${NAME:-default}` of a text, with the defaults it is given. */
export function variablesOf(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const [, name = '', fallback = ''] of text.matchAll(/\$\{([A-Z_]+)(?::-([^}]*))?\}/g))
    found.set(name, (found.get(name) ?? new Set()).add(fallback))
  return found
}

/** Name and value of each line of an env file. */
export function envFile(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}
