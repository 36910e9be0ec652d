/** The broker and the registry of a case: those that the tests find, with a broker at full speed. */
import { runnerImport } from 'vite'

const load = async (path) => {
  const file = new URL(`../../test/support/${path}`, import.meta.url).pathname
  return (await runnerImport(file, { configFile: false, logLevel: 'error' })).module
}

/** Runs `work` with `{ brokers, registryUrl }` and stops what was started for it. */
export async function withKafka(work) {
  const { findBroker } = await load('broker/find-broker.ts')
  const { findRegistry } = await load('registry/find-registry.ts')
  const { FULL_SPEED } = await load('broker/test-broker.ts')
  const [broker, registry] = await Promise.all([findBroker({ javaOptions: FULL_SPEED }), findRegistry()])
  try {
    return await work({ brokers: broker.brokers, registryUrl: registry.url })
  } finally {
    await Promise.all([broker.stop(), registry.stop()])
  }
}
