/** One broker and one registry for all Kafka tests of a run; vitest calls this only when such a test is part of it. */
import type { TestProject } from 'vitest/node'
import { findBroker } from './broker/find-broker.ts'
import type { KafkaServices } from './kafka-services.ts'
import { findRegistry } from './registry/find-registry.ts'
import { NoServiceError } from './service/find-service.ts'
import type { Service } from './service/service.ts'

/** Starts both at once, tells the tests where they are, and gives back what stops them. */
export default async function startServices({ provide }: TestProject): Promise<() => Promise<void>> {
  const [broker, registry] = await Promise.allSettled([findBroker(), findRegistry()])
  const started = [broker, registry].flatMap((one): Service[] => (one.status === 'fulfilled' ? [one.value] : []))
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((service) => service.stop()))
  }
  if (broker.status === 'fulfilled' && registry.status === 'fulfilled') {
    provide('kafka', { brokers: broker.value.brokers, registryUrl: registry.value.url, how: broker.value.how })
    return stop
  }
  await stop()
  provide('kafka', skipped([broker, registry].flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))))
  return async () => undefined
}

/** Says that nothing is tested, and why; it is an error where CI is set, or when what was there did not work. */
function skipped(reasons: readonly unknown[]): KafkaServices | null {
  const broken = reasons.find((reason) => !(reason instanceof NoServiceError))
  if (broken !== undefined) throw broken
  const lines = reasons.map((reason) => `  ${String(reason)}`)
  const message = ['THE KAFKA TESTS ARE NOT RUN', ...lines].join('\n')
  if (process.env.CI) throw new Error(message)
  console.error(`\n${'#'.repeat(80)}\n${message}\n${'#'.repeat(80)}\n`)
  return null
}
