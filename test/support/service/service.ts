/** A server that tests use: found in the environment, or started in a container or from jars. */

/** Where a service comes from. */
export type ServiceOrigin = 'env' | 'docker' | 'jars'

/** A service that may be shared, so that no test stops it. */
export interface Service {
  readonly how: ServiceOrigin
  /** Gives back everything the service holds. Nothing happens for a service that was not started here. */
  stop(): Promise<void>
}

/** A service of a test's own: it may be killed, and started again with the same address and the same data. */
export interface OwnService extends Service {
  readonly how: Exclude<ServiceOrigin, 'env'>
  /** `kill -9`: nothing is flushed, nothing said goodbye to. */
  kill(): Promise<void>
  /** Starts it again after a kill, and waits until it is ready. */
  start(): Promise<void>
  /** A kill and a start. */
  restart(): Promise<void>
}
