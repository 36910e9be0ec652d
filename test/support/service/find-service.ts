/** Takes the first of several ways to a service that is possible on this machine. */
import type { ServiceOrigin } from './service.ts'

/** One way to a service. */
export interface Way<S> {
  readonly how: ServiceOrigin
  /** Why this way does not exist here; null where it does. */
  missing(): Promise<string | null>
  /** Takes it. */
  open(): Promise<S>
}

/** No way to a service works on this machine; the message gives the reason of each. */
export class NoServiceError extends Error {
  constructor(name: string, reasons: readonly string[]) {
    super(`no ${name} for tests: ${reasons.join('; ')}`)
    this.name = 'NoServiceError'
  }
}

/**
 * The service of the first way that exists. One that exists but cannot be taken gives way to the next, except for what
 * the environment names: who names a service wants that one.
 */
export async function findService<S>(name: string, ways: readonly Way<S>[]): Promise<S> {
  const reasons: string[] = []
  for (const way of ways) {
    const missing = await way.missing()
    if (missing !== null) {
      reasons.push(missing)
      continue
    }
    try {
      return await way.open()
    } catch (error) {
      if (way.how === 'env') throw error
      const reason = error instanceof Error ? error.message : String(error)
      console.warn(`${name}: ${way.how} did not work: ${reason}`)
      reasons.push(reason)
    }
  }
  throw new NoServiceError(name, reasons)
}
