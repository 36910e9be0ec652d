/** The broker and the registry of a test run, as its tests get them. */
import { describe, inject, it } from 'vitest'
import type { ServiceOrigin } from './service/service.ts'

export interface KafkaServices {
  /** `host:port` of each broker. */
  readonly brokers: readonly string[]
  /** The registry's Confluent API: a client's `host`. */
  readonly registryUrl: string
  /** Where the broker comes from. */
  readonly how: ServiceOrigin
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Null where no broker or no registry can be had. */
    kafka: KafkaServices | null
  }
}

/** A suite of tests that need the shared broker and registry; without them it counts as skipped. */
export function describeKafka(name: string, suite: (services: KafkaServices) => void): void {
  const services = inject('kafka')
  if (services === null) describe.skip(name, () => it('needs a Kafka broker and a schema registry', () => undefined))
  else describe(name, () => suite(services))
}
