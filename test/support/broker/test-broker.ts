/** What a Kafka test gets. */
import type { OwnService, Service } from '../service/service.ts'
import type { BrokerSettings } from './server-properties.ts'

/** A broker that may be shared: topics and groups need names of their own. */
export interface TestBroker extends Service {
  /** `host:port` of each broker. */
  readonly brokers: readonly string[]
}

/** A broker of one's own, to be killed and started again. */
export interface OwnBroker extends OwnService {
  readonly brokers: readonly string[]
}

export interface BrokerOptions {
  /** Beside or instead of those of `testBrokerSettings`. */
  readonly settings?: BrokerSettings
  /** Options of the broker's Java; by default such that it starts fast, which costs throughput. */
  readonly javaOptions?: readonly string[]
}

/** A half-sized compiler and the simplest collector: up in half the time. */
export const QUICK_START = ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']

/** For benchmarks: what Kafka's own start script gives, but the smaller heap. */
export const FULL_SPEED = ['-Xms512m', '-Xmx1g', '-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20']
