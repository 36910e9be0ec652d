/** One broker and one registry for all Kafka tests of a run; vitest calls this only when such a test is part of it. */
import type { TestProject } from 'vitest/node'
import { findBroker } from './broker/find-broker.ts'
import { findRegistry } from './registry/find-registry.ts'
import { shareServices } from './share-services.ts'

/** Tells the tests where both are; gives back what stops them. */
export default async function startServices({ provide }: TestProject): Promise<() => Promise<void>> {
  const { services, stop } = await shareServices({
    findBroker,
    findRegistry,
    isRequired: Boolean(process.env.CI),
    warn: (message) => console.error(message),
  })
  provide('kafka', services)
  return stop
}
