/** The broker for tests: the environment's, else one in Docker, else one from the jars. */
import { Kafka, logLevel } from 'kafkajs'
import { dockerMissing } from '../service/docker.ts'
import { findService, type Way } from '../service/find-service.ts'
import { startDockerBroker } from './docker-broker.ts'
import { kafkaJavaMissing } from './jars.ts'
import { startJarsBroker } from './jars-broker.ts'
import type { BrokerOptions, OwnBroker, TestBroker } from './test-broker.ts'

const NAME = 'Kafka broker'

/** A broker that may be shared with others. Throws `NoServiceError` where none can be had. */
export function findBroker(options: BrokerOptions = {}): Promise<TestBroker> {
  return findService<TestBroker>(NAME, [brokerFromEnvironment(process.env.KAFKA_BROKERS), ...startWays(options)])
}

/** A broker of the caller's own, started for it. Throws `NoServiceError` where none can be had. */
export function startBroker(options: BrokerOptions = {}): Promise<OwnBroker> {
  return findService(NAME, startWays(options))
}

/** The broker that `KAFKA_BROKERS` (host:port,host:port) names; one that does not answer is an error. */
export function brokerFromEnvironment(named: string | undefined): Way<TestBroker> {
  const brokers = (named ?? '').split(',').filter((address) => address !== '')
  return {
    how: 'env',
    missing: async () => (brokers.length === 0 ? 'KAFKA_BROKERS is not set' : null),
    async open() {
      const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 2 } }).admin()
      await admin.connect().catch((cause: unknown) => {
        throw new Error(`KAFKA_BROKERS names ${named}, and no broker answers there`, { cause })
      })
      await admin.disconnect()
      return { how: 'env', brokers, stop: async () => undefined }
    },
  }
}

function startWays(options: BrokerOptions): readonly Way<OwnBroker>[] {
  return [
    { how: 'docker', missing: dockerMissing, open: () => startDockerBroker(options) },
    { how: 'jars', missing: kafkaJavaMissing, open: () => startJarsBroker(options) },
  ]
}
