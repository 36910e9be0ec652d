/** The schema registry as this driver needs it: set a subject's compatibility, register, fetch by id. */
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import * as v from 'valibot'
import { asError, StreamError } from '../../errors.ts'

/** Where the registry is. The path prefix differs between products, so it is part of the URL. */
export interface RegistryOptions {
  /** For example `http://127.0.0.1:8080/apis/ccompat/v7`. User and password may stand in it; they are never logged. */
  readonly url: string
}

/** What a registry that answered has refused. */
export class RegistryRefusal extends StreamError {
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super('REGISTRY_REFUSED', 'halt', message, options)
    this.status = status
  }
}

const TIMEOUT_MS = 5_000
const NOT_FOUND = 404
/** The schema comes as JSON within JSON. */
const SCHEMA_ANSWER = v.object({ schema: v.pipe(v.string(), v.parseJson(), v.looseObject({})) })

export class RegistryClient {
  private readonly host: string
  private readonly headers: Readonly<Record<string, string>>
  private readonly registry: SchemaRegistry

  constructor({ url }: RegistryOptions) {
    const parsed = new URL(url)
    const [username, password] = [decodeURIComponent(parsed.username), decodeURIComponent(parsed.password)]
    parsed.username = ''
    parsed.password = ''
    this.host = parsed.href.replace(/\/$/, '')
    const auth = username === '' ? {} : { auth: { username, password } }
    const basic = Buffer.from(`${username}:${password}`).toString('base64')
    this.headers = username === '' ? {} : { authorization: `Basic ${basic}` }
    // Retrying is the caller's: it says what it waits for.
    this.registry = new SchemaRegistry({ host: this.host, clientId: 'ilf-streams', retry: { retries: 0 }, ...auth })
  }

  /** Registers a schema under a subject that accepts fully compatible versions only, and returns its id. */
  async register(subject: string, schema: object): Promise<number> {
    await this.requireCompatibility(subject)
    try {
      const { id } = await this.registry.register(
        { type: SchemaType.AVRO, schema: JSON.stringify(schema) },
        { subject, compatibility: COMPATIBILITY.FULL_TRANSITIVE },
      )
      return id
    } catch (error) {
      throw classified(error, `the schema of ${subject} was not registered`)
    }
  }

  /** The schema of an id; undefined when the registry does not know it. */
  async schemaOf(id: number): Promise<object | undefined> {
    const answer = await this.send(`/schemas/ids/${id}`, { method: 'GET' })
    if (answer.status === NOT_FOUND) return undefined
    if (!answer.ok) throw refused(answer.status, `schema id ${id} could not be fetched`)
    return v.parse(
      v.pipe(
        SCHEMA_ANSWER,
        v.transform(({ schema }) => schema),
      ),
      await answer.json(),
    )
  }

  private async requireCompatibility(subject: string): Promise<void> {
    const answer = await this.send(`/config/${encodeURIComponent(subject)}`, {
      method: 'PUT',
      body: JSON.stringify({ compatibility: COMPATIBILITY.FULL_TRANSITIVE }),
    })
    if (!answer.ok) throw refused(answer.status, `the compatibility of ${subject} could not be set`)
  }

  private async send(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...this.headers, 'content-type': 'application/vnd.schemaregistry.v1+json' }
    try {
      return await fetch(this.host + path, { ...init, headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
    } catch (error) {
      throw away(error)
    }
  }
}

/** A server that fails is as good as away; one that answers with a client error has refused. */
function refused(status: number, what: string, cause?: unknown): StreamError {
  const message = `${what}: the registry answered ${status}`
  if (status >= 500 || status === 429) return new StreamError('REGISTRY_AWAY', 'retry', message, { cause })
  return new RegistryRefusal(status, message, { cause })
}

function classified(error: unknown, what: string): StreamError {
  const status: unknown = error instanceof Error ? Reflect.get(error, 'status') : undefined
  if (typeof status === 'number' && status > 0) return refused(status, `${what} (${asError(error).message})`, error)
  return away(error)
}

function away(error: unknown): StreamError {
  const { message, cause } = asError(error)
  const why = cause instanceof Error ? cause.message : message
  return new StreamError('REGISTRY_AWAY', 'retry', `the schema registry does not answer: ${why}`, { cause: error })
}
