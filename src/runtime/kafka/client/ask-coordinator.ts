/** A request to the coordinator of a group or a transactional id, sent again while it is busy or has moved elsewhere. */
import { StreamError } from '../../errors.ts'
import type { Connection, CoordinatorKind } from './connection.ts'
import { isBusy, isNotCoordinator, isNotKnownYet } from './error-class.ts'
import { sleep } from './sleep.ts'
import type { WireBroker } from './wire-api.ts'

/** The coordinator still writes the markers of the last transaction: it takes a millisecond or two. */
const BUSY_WAIT_MS = 2
/** Somebody else takes over, or the topic that coordinators keep their state in has only just been made. */
const MOVED_WAIT_MS = 20
const LIMIT_MS = 30_000
/** News of a new partition is with every broker within a second or two; one that was deleted is never known again. */
const NEWS_LIMIT_MS = 5_000

/**
 * Sends a request that a coordinator either carries out or refuses: refused because it is busy or not in charge, nothing
 * has happened, and the one in charge is looked up and asked again. Throws the retry error COORDINATOR_BUSY after 30 s,
 * and the refusal itself once the signal is aborted, or where a partition is not known after 5 s.
 */
export async function askCoordinator<T>(
  connection: Connection,
  kind: CoordinatorKind,
  id: string,
  send: (coordinator: WireBroker) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const startMs = performance.now()
  for (;;) {
    try {
      return await send(await connection.coordinator(kind, id))
    } catch (error) {
      const moved = isNotCoordinator(error)
      const isNew = isNotKnownYet(error)
      const waitedMs = performance.now() - startMs
      if (signal?.aborted || !(moved || isBusy(error) || (isNew && waitedMs < NEWS_LIMIT_MS))) throw error
      if (waitedMs > LIMIT_MS) {
        const message = `the ${kind} coordinator of ${id} is not there or stays busy for ${LIMIT_MS / 1000} s`
        throw new StreamError('COORDINATOR_BUSY', 'retry', message, { cause: error })
      }
      if (moved) connection.forgetCoordinator(kind, id)
      await sleep(moved || isNew ? MOVED_WAIT_MS : BUSY_WAIT_MS, signal)
    }
  }
}
