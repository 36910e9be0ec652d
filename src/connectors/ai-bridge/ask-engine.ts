/** One HTTP question to an engine: bounded in time and size, following nobody elsewhere. */
import type { SignalQuestion } from '../ai-engine/contract.ts'
import { AskFailure } from './ask-failure.ts'
import { type EngineAnswer, readAnswer } from './read-answer.ts'

/** Largest answer that is read, bytes: a real one has some hundred. */
export const MAX_ANSWER_BYTES = 64 * 1024
/** How much of a refusal's body is quoted. */
const QUOTED = 200

export interface AskOptions {
  /** Where the engine is, such as `http://127.0.0.1:8001`; `/api/ai/signal` is put behind it. */
  readonly url: string
  /** Time for the whole exchange, the last byte of the answer included, ms. */
  readonly timeoutMs: number
  /** Ends the exchange. */
  readonly signal: AbortSignal
}

/** Asks, and returns an answer that was checked. Throws an AskFailure, and nothing else. */
export async function askEngine(question: SignalQuestion, options: AskOptions): Promise<EngineAnswer> {
  const late = AbortSignal.timeout(options.timeoutMs)
  const signal = AbortSignal.any([late, options.signal])
  try {
    const response = await fetch(`${options.url.replace(/\/+$/, '')}/api/ai/signal`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(question),
      redirect: 'manual',
      signal,
    })
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel()
      const to = response.headers.get('location') ?? 'nowhere'
      throw new AskFailure('REDIRECTED', `the engine points to ${to}: give that address if it is the engine's`)
    }
    const body = await bodyOf(response)
    if (!response.ok) throw refusal(response.status, body)
    return readAnswer(body, question)
  } catch (error) {
    if (error instanceof AskFailure) throw error
    if (options.signal.aborted) throw new AskFailure('STOPPED', 'the question was given up', null, { cause: error })
    if (late.aborted) {
      throw new AskFailure('TIMEOUT', `no whole answer within ${options.timeoutMs} ms`, null, { cause: error })
    }
    throw new AskFailure('UNREACHABLE', `the engine cannot be reached: ${whyOf(error)}`, null, { cause: error })
  }
}

async function bodyOf(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.length
    if (bytes > MAX_ANSWER_BYTES) {
      throw new AskFailure(
        'TOO_LARGE',
        `the answer has more than ${MAX_ANSWER_BYTES} bytes`,
        Buffer.concat(parts).subarray(0, 1024),
      )
    }
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function refusal(status: number, body: Buffer): AskFailure {
  const said = body
    .toString('utf8')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, QUOTED)
  const message = `the engine answered ${status}${said === '' ? '' : `: ${said}`}`
  if (status >= 500) return new AskFailure('ENGINE_FAILED', message)
  if (status === 429 || status === 408) return new AskFailure('ENGINE_BUSY', message)
  return new AskFailure('ENGINE_REFUSED', message)
}

/** What `fetch failed` hides in its cause. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  const code: unknown = Reflect.get(cause, 'code')
  return cause.message === '' ? String(code) : cause.message
}
