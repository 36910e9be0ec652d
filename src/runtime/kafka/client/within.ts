/** Not waiting for ever: kafkajs can lose a request whose connection is cut while it is being sent. */
import { StreamError } from '../../errors.ts'

/** Resolves as the promise does, or rejects with a retry error after `durationMs`. */
export async function within<T>(durationMs: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StreamError('NO_ANSWER', 'retry', `${what} did not end within ${durationMs} ms`))
    }, durationMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
