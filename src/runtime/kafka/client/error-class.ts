/** What an error of the client or the broker means for a lane or a member. */

/** An error the broker answered with, by the name Kafka gives it. */
export class BrokerError extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.name = 'BrokerError'
    this.type = type
  }
}

/** The broker's name for the error, looked for along the chain of causes; '' where it has none. */
export function brokerErrorType(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const type: unknown = Reflect.get(at, 'type')
    if (typeof type === 'string' && type !== '') return type
  }
  return ''
}

const FENCED = new Set([
  'INVALID_PRODUCER_EPOCH',
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_TXN_STATE',
  'TRANSACTIONAL_ID_NOT_FOUND',
])
const BUSY = new Set(['CONCURRENT_TRANSACTIONS', 'COORDINATOR_LOAD_IN_PROGRESS', 'GROUP_LOAD_IN_PROGRESS'])
const NOT_KNOWN_YET = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'OPERATION_NOT_ATTEMPTED'])
const NOT_COORDINATOR = new Set(['NOT_COORDINATOR_FOR_GROUP', 'GROUP_COORDINATOR_NOT_AVAILABLE'])

/** Another producer has taken the transactional id over, or the coordinator gave up on a transaction. */
export function isFenced(error: unknown): boolean {
  return FENCED.has(brokerErrorType(error))
}

/** The coordinator is still busy with the last transaction or with loading: the same request works a moment later. */
export function isBusy(error: unknown): boolean {
  return BUSY.has(brokerErrorType(error))
}

/** The broker that was asked does not coordinate the group or transactional id, or not yet: look up who does. */
export function isNotCoordinator(error: unknown): boolean {
  return NOT_COORDINATOR.has(brokerErrorType(error))
}

/** A coordinator has not heard of a new partition yet, or has it no more; a request is refused for all or for none. */
export function isNotKnownYet(error: unknown): boolean {
  return NOT_KNOWN_YET.has(brokerErrorType(error))
}
