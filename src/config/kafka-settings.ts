/** How to reach Kafka and its schema registry: from options and the environment, checked before anything connects. */
import * as v from 'valibot'
import { ConfigError } from './overrides.ts'
import { Secret } from './secret.ts'

/** What the command line may say; each stands above its environment variable. */
export interface KafkaOptions {
  /** `host:port`, several with commas. */
  readonly kafka?: string | undefined
  readonly registry?: string | undefined
  readonly app?: string | undefined
  readonly topicPrefix?: string | undefined
}

/** A password, or the file that holds it (Docker and Kubernetes mount secrets as files). */
export type PasswordSource = { readonly password: Secret } | { readonly file: string }

export interface SaslSettings {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
  readonly username: string
  readonly source: PasswordSource
}

/** Checked settings. Printing them shows no secret. */
export interface KafkaSettings {
  /** Empty where none were named: a command that needs the cluster says so. */
  readonly brokers: readonly string[]
  /** May hold user and password, hence a secret; null where none was named. */
  readonly registryUrl: Secret | null
  /** Beginning of every group id. */
  readonly app: string
  /** In front of every topic name. */
  readonly topicPrefix: string
  /** `caFile` is null where the system's authorities are trusted. */
  readonly tls: { readonly caFile: string | null } | null
  readonly sasl: SaslSettings | null
  /** Reads signals typed as plain JSON, on the topics that have a door for them. */
  readonly jsonDoor: boolean
}

const DEFAULT_APP = 'ilf'

const brokers = v.pipe(
  v.optional(v.string(), ''),
  v.transform((text) =>
    text
      .split(',')
      .map((address) => address.trim())
      .filter((address) => address !== ''),
  ),
  v.everyItem((address) => /^\[?[^\s/]+\]?:\d+$/.test(address), 'write host:port, several with commas'),
)
const registry = v.optional(
  v.pipe(v.string(), v.check(isHttpUrl, 'write a URL such as http://host:8080/apis/ccompat/v7')),
)
const name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9._-]+$/, 'use letters, digits, dots, dashes and underscores only'))
const prefix = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9._-]*$/, 'use letters, digits, dots, dashes and underscores only'),
)
const flag = v.pipe(
  v.optional(v.picklist(['true', 'false', '1', '0', ''], 'write true or false'), 'false'),
  v.transform((text) => text === 'true' || text === '1'),
)
const mechanism = v.pipe(
  v.string(),
  v.toLowerCase(),
  v.picklist(['plain', 'scram-sha-256', 'scram-sha-512'], 'write plain, scram-sha-256 or scram-sha-512'),
)

type Environment = Readonly<Record<string, string | undefined>>

/** Puts options and environment together. Throws a ConfigError that names the variable and never its value. */
export function kafkaSettings(options: KafkaOptions, env: Environment): KafkaSettings {
  const url = checked('--registry (ILF_REGISTRY_URL)', registry, options.registry ?? given(env.ILF_REGISTRY_URL))
  const caFile = given(env.ILF_KAFKA_TLS_CA) ?? null
  const isTls = checked('ILF_KAFKA_TLS', flag, env.ILF_KAFKA_TLS) || caFile !== null
  return {
    brokers: checked('--kafka (ILF_KAFKA_BROKERS)', brokers, options.kafka ?? env.ILF_KAFKA_BROKERS),
    registryUrl: url === undefined ? null : new Secret(url),
    app: checked('--app (ILF_APP)', name, options.app ?? given(env.ILF_APP) ?? DEFAULT_APP),
    topicPrefix: checked(
      '--topic-prefix (ILF_TOPIC_PREFIX)',
      prefix,
      options.topicPrefix ?? env.ILF_TOPIC_PREFIX ?? '',
    ),
    tls: isTls ? { caFile } : null,
    sasl: sasl(env),
    jsonDoor: checked('ILF_JSON_DOOR', flag, env.ILF_JSON_DOOR),
  }
}

function sasl(env: Environment): SaslSettings | null {
  const wanted = given(env.ILF_KAFKA_SASL_MECHANISM)
  const username = given(env.ILF_KAFKA_SASL_USERNAME)
  const password = given(env.ILF_KAFKA_SASL_PASSWORD)
  const file = given(env.ILF_KAFKA_SASL_PASSWORD_FILE)
  if (wanted === undefined) {
    if (username === undefined && password === undefined && file === undefined) return null
    throw new ConfigError('ILF_KAFKA_SASL_MECHANISM is missing, though a user or a password is given')
  }
  if (username === undefined) throw new ConfigError('ILF_KAFKA_SASL_USERNAME is missing')
  if (password !== undefined && file !== undefined)
    throw new ConfigError('give ILF_KAFKA_SASL_PASSWORD or ILF_KAFKA_SASL_PASSWORD_FILE, not both')
  if (file !== undefined)
    return { mechanism: checked('ILF_KAFKA_SASL_MECHANISM', mechanism, wanted), username, source: { file } }
  if (password === undefined)
    throw new ConfigError('ILF_KAFKA_SASL_PASSWORD or ILF_KAFKA_SASL_PASSWORD_FILE is missing')
  const source = { password: new Secret(password) }
  return { mechanism: checked('ILF_KAFKA_SASL_MECHANISM', mechanism, wanted), username, source }
}

/** A variable that is set to nothing is not set: compose files pass `${X:-}` on. */
function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

function checked<T extends v.GenericSchema>(what: string, schema: T, value: unknown): v.InferOutput<T> {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  throw new ConfigError(`${what}: ${result.issues[0].message}`)
}

function isHttpUrl(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol)
  } catch {
    return false
  }
}
