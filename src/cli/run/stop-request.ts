/** Ctrl-C and SIGTERM: the first asks the run to stop at its next commit, the second ends the process at once. */

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Exit codes by which a shell knows that a signal ended a program: 128 + its number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const

/** A request to stop that may come at any time. */
export interface StopRequest {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal
  /** Exit code of a run that was stopped; null while nobody asked. */
  readonly exitCode: number | null
  /** Called at the first signal and before the process ends at the second: to say so, to clear a progress bar. */
  onRequest: (isSecond: boolean) => void
  /** Gives the signals back to Node. */
  release(): void
}

/** Starts to listen. */
export function stopRequest(): StopRequest {
  const controller = new AbortController()
  let exitCode: number | null = null
  const take = (name: (typeof SIGNALS)[number]) => {
    const isSecond = exitCode !== null
    exitCode = EXIT_CODES[name]
    request.onRequest(isSecond)
    if (isSecond) process.exit(exitCode)
    controller.abort()
  }
  const request: StopRequest = {
    signal: controller.signal,
    get exitCode() {
      return exitCode
    },
    onRequest: () => {},
    release() {
      for (const name of SIGNALS) process.off(name, take)
    },
  }
  for (const name of SIGNALS) process.on(name, take)
  return request
}
