/** One POST of JSON to an address that is a secret: bounded in time and size, following nobody elsewhere, telling nothing of it. */
import type { Secret } from '../../config/secret.ts'
import { SendFailure } from './channel.ts'

/** Answers are read so far, bytes. */
const MOST_ANSWER_BYTES = 16 * 1024
/** How much of an answer is quoted, characters. */
const QUOTED = 200
/** Nobody is left alone for longer, ms. */
const LONGEST_WAIT_MS = 3_600_000
/** Parts of an address that are too short to be a secret. */
const SHORT = 4
const HIDDEN = '***'

export interface Answer {
  readonly status: number
  readonly body: string
  /** The same as a line for people, without what is secret. */
  readonly shown: string
  /** From the header `retry-after`, ms; null without one. */
  readonly retryAfterMs: number | null
}

export interface PostOptions {
  readonly url: Secret
  readonly body: object
  /** For the whole exchange, ms. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Throws a SendFailure where no whole answer comes; answers that refuse are the caller's. */
export async function postJson({ url, body, timeoutMs, signal }: PostOptions): Promise<Answer> {
  const late = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url.reveal(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.any([late, signal]),
    })
    const text = await bodyOf(response)
    return {
      status: response.status,
      body: text,
      shown: shown(response, redacted(text, url)),
      retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
    }
  } catch (error) {
    if (signal.aborted) throw new SendFailure('it was given up', false)
    if (late.aborted) throw new SendFailure(`no whole answer within ${timeoutMs} ms`, false)
    throw new SendFailure(`it cannot be reached (${codeOf(error)})`, false)
  }
}

/** A refusal as a failure: a client's fault stays one, anything else may pass. */
export function refusal(
  { status, shown: text, retryAfterMs: header }: Answer,
  waitMs: number | null = header,
): SendFailure {
  const isFinal = status >= 300 && status < 500 && status !== 408 && status !== 425 && status !== 429
  return new SendFailure(`it answered ${text}`, isFinal, waitMs === null ? null : Math.min(waitMs, LONGEST_WAIT_MS))
}

async function bodyOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop early cancels the rest.
  for await (const part of response.body ?? []) {
    parts.push(part)
    bytes += part.length
    if (bytes > MOST_ANSWER_BYTES) break
  }
  return Buffer.concat(parts).subarray(0, MOST_ANSWER_BYTES).toString('utf8')
}

function shown({ status, statusText }: Response, body: string): string {
  const line = body.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  const quoted = line.length > QUOTED ? `${line.slice(0, QUOTED)} …` : line
  return [`${status} ${statusText}`.trim(), quoted].filter((part) => part !== '').join(': ')
}

/** Answers like to repeat what they were asked for. */
function redacted(text: string, url: Secret): string {
  const { href, username, password, pathname, search } = new URL(url.reveal())
  const parts = [href, username, password, `${pathname}${search}`, ...pathname.split('/'), ...search.split(/[?&=]/)]
  const secrets = [...parts, ...parts.map(decoded)].filter((part) => part.length >= SHORT)
  return secrets.sort((a, b) => b.length - a.length).reduce((left, part) => left.replaceAll(part, HIDDEN), text)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Seconds, or a date. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000
  const atMs = Date.parse(header)
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - Date.now())
}

/** The code alone: a message may name what was looked up. */
function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return 'no code'
}
