/** What a registry can be asked without changing it: is a schema registered, and would it be accepted. */
import * as v from 'valibot'
import { asError, StreamError } from '../runtime/errors.ts'

/** A registered version of a subject. */
export interface RegisteredVersion {
  readonly id: number
  readonly version: number
}

/** `new`: the subject does not exist yet. */
export type Compatibility = 'new' | 'compatible' | 'incompatible'

const TIMEOUT_MS = 5_000
const NOT_FOUND = 404
const VERSION = v.object({ id: v.number(), version: v.number() })
const ANSWER = v.object({ is_compatible: v.boolean() })

export class RegistryQuestions {
  private readonly host: string
  private readonly headers: Readonly<Record<string, string>>

  /** @param url the registry with its path; user and password may stand in it and are never shown */
  constructor(url: string) {
    const parsed = new URL(url)
    const user = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`
    const authorization = { authorization: `Basic ${Buffer.from(user).toString('base64')}` }
    const type = { 'content-type': 'application/vnd.schemaregistry.v1+json' }
    this.headers = parsed.username === '' ? type : { ...type, ...authorization }
    parsed.username = ''
    parsed.password = ''
    this.host = parsed.href.replace(/\/$/, '')
  }

  /** The version under which a subject has exactly this schema; null when it has not. */
  async versionOf(subject: string, schema: object): Promise<RegisteredVersion | null> {
    const answer = await this.ask(`/subjects/${encodeURIComponent(subject)}`, schema)
    return answer === null ? null : v.parse(VERSION, answer)
  }

  /** Whether the schema could follow all versions of a subject, by the rule the registry has for it. */
  async compatibilityOf(subject: string, schema: object): Promise<Compatibility> {
    const answer = await this.ask(`/compatibility/subjects/${encodeURIComponent(subject)}/versions`, schema)
    if (answer === null) return 'new'
    return v.parse(ANSWER, answer).is_compatible ? 'compatible' : 'incompatible'
  }

  /** Null for 404. Throws a retry error when the registry is away, a halt error when it refuses to answer. */
  private async ask(path: string, schema: object): Promise<unknown> {
    const body = JSON.stringify({ schema: JSON.stringify(schema) })
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    let answer: Response
    try {
      answer = await fetch(this.host + path, { method: 'POST', headers: this.headers, body, signal })
    } catch (error) {
      const { message, cause } = asError(error)
      const why = cause instanceof Error ? cause.message : message
      throw new StreamError('REGISTRY_AWAY', 'retry', `the schema registry does not answer: ${why}`, { cause: error })
    }
    if (answer.ok) return answer.json()
    if (answer.status === NOT_FOUND) return null
    const isAway = answer.status >= 500 || answer.status === 429
    throw new StreamError(
      isAway ? 'REGISTRY_AWAY' : 'REGISTRY_REFUSED',
      isAway ? 'retry' : 'halt',
      `the schema registry answered ${answer.status} to a question about ${path.split('/').at(-1) ?? path}`,
    )
  }
}
