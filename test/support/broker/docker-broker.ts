/** A broker in a container of the official image. */
import { GenericContainer, Wait } from 'testcontainers'
import { freePort } from '../process/free-ports.ts'
import { startContainer } from '../service/docker.ts'
import { KAFKA_VERSION } from './jars.ts'
import { testBrokerSettings, toEnvironment } from './server-properties.ts'
import { type BrokerOptions, type OwnBroker, QUICK_START } from './test-broker.ts'

const START_TIMEOUT_MS = 120_000

/** Starts a broker; the port is fixed beforehand, because the broker has to know the address clients will use. */
export async function startDockerBroker(options: BrokerOptions = {}): Promise<OwnBroker> {
  const port = await freePort()
  const settings = testBrokerSettings({
    listeners: `PLAINTEXT://:${port},CONTROLLER://:9093`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.quorum.voters': '1@localhost:9093',
    'log.dirs': '/var/lib/kafka/data',
    ...options.settings,
  })
  const container = new GenericContainer(`apache/kafka:${KAFKA_VERSION}`)
    .withExposedPorts({ container: port, host: port })
    .withEnvironment({
      ...toEnvironment(settings),
      KAFKA_HEAP_OPTS: (options.javaOptions ?? QUICK_START).join(' '),
      // Instead of the image's own, which choose a collector; two of them are refused.
      KAFKA_JVM_PERFORMANCE_OPTS: '-server',
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .withStartupTimeout(START_TIMEOUT_MS)
  return { ...(await startContainer(container)), brokers: [`127.0.0.1:${port}`] }
}
