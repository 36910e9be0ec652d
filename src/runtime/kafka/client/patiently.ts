/** Asking again and again for something that is away, and saying so each time. */
import { asError, StreamError } from '../../errors.ts'
import { sleep } from './sleep.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/** Pause before the next try, ms: twice as long each time, up to five seconds. */
export function pauseMs(triesBefore: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(triesBefore, 10), LONGEST_PAUSE_MS)
}

export interface Patience {
  /** Told what is away and when it is asked again. */
  onError(error: StreamError): void
  /** Ends the waiting: the last error is thrown. */
  readonly signal: AbortSignal
}

/** Calls `ask` until it succeeds. Only `retry` errors are waited out; everything else is thrown. */
export async function patiently<T>(ask: () => Promise<T>, { onError, signal }: Patience): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask()
    } catch (thrown) {
      const error = asError(thrown)
      if (signal.aborted || !(error instanceof StreamError) || error.errorClass !== 'retry') throw error
      const pause = pauseMs(tries)
      onError(new StreamError(error.code, 'retry', `${error.message}; asking again in ${pause} ms`, { cause: error }))
      await sleep(pause, signal)
    }
  }
}
