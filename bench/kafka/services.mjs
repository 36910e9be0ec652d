/** The broker and the registry of a case: those that the tests find, with a broker at full speed. */
import { testModule } from '../support/test-modules.mjs'

/** Runs `work` with `{ brokers, registryUrl }` and stops what was started for it. */
export async function withKafka(work) {
  const { findBroker } = await testModule('support/broker/find-broker.ts')
  const { findRegistry } = await testModule('support/registry/find-registry.ts')
  const { FULL_SPEED } = await testModule('support/broker/test-broker.ts')
  const [broker, registry] = await Promise.all([findBroker({ javaOptions: FULL_SPEED }), findRegistry()])
  try {
    return await work({ brokers: broker.brokers, registryUrl: registry.url })
  } finally {
    await Promise.all([broker.stop(), registry.stop()])
  }
}
