/** Starts the broker and the registry of a test run, or says loudly that its Kafka tests are not run. */
import type { TestBroker } from './broker/test-broker.ts'
import type { KafkaServices } from './kafka-services.ts'
import type { TestRegistry } from './registry/test-registry.ts'
import { NoServiceError } from './service/find-service.ts'

const FRAME = '#'.repeat(100)

export interface Sharing {
  readonly findBroker: () => Promise<TestBroker>
  readonly findRegistry: () => Promise<TestRegistry>
  /** True where tests may not be left out. */
  readonly isRequired: boolean
  /** Takes what the person at the terminal must see. */
  readonly warn: (message: string) => void
}

export interface SharedServices {
  /** Null where one of them cannot be had. */
  readonly services: KafkaServices | null
  /** Stops what was started. */
  readonly stop: () => Promise<void>
}

/**
 * Finds both at once. Where one cannot be had the other is stopped, and it is an error if the tests are required, or if
 * the missing one was named by the environment.
 */
export async function shareServices({ findBroker, findRegistry, isRequired, warn }: Sharing): Promise<SharedServices> {
  const [broker, registry] = await Promise.allSettled([findBroker(), findRegistry()])
  const found = [broker, registry].flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const stop = async (): Promise<void> => {
    await Promise.all(found.map((service) => service.stop()))
  }
  if (broker.status === 'fulfilled' && registry.status === 'fulfilled') {
    const { brokers, how } = broker.value
    return { services: { brokers, how, registryUrl: registry.value.url }, stop }
  }
  await stop()
  const reasons: unknown[] = [broker, registry].flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  const broken = reasons.find((reason) => !(reason instanceof NoServiceError))
  if (broken !== undefined) throw broken
  const message = ['THE KAFKA TESTS ARE NOT RUN', ...reasons.map(String)].join('\n  ')
  if (isRequired) throw new Error(message)
  warn(`\n${FRAME}\n${message}\n${FRAME}\n`)
  return { services: null, stop: async () => undefined }
}
