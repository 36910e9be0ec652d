/** What a test that needs a schema registry gets. */
import type { OwnService, Service } from '../service/service.ts'

/** A registry that may be shared: subjects need names of their own. */
export interface TestRegistry extends Service {
  /** Where the Confluent API is, with its path: a client's `host`. */
  readonly url: string
}

/** A registry of one's own, to be killed and started again. */
export interface OwnRegistry extends OwnService {
  readonly url: string
}

/** Where Apicurio has the API of Confluent's registry. */
export const CONFLUENT_API = '/apis/ccompat/v7'

const ANSWER_TIMEOUT_MS = 5_000

/** True where the registry behind `url` answers a request within some seconds. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/subjects`, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
