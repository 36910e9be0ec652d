/** A registry in a container of the official image. */
import { GenericContainer, Wait } from 'testcontainers'
import { freePort } from '../process/free-ports.ts'
import { startContainer } from '../service/docker.ts'
import { CONFLUENT_API, type OwnRegistry } from './test-registry.ts'

const IMAGE = 'apicurio/apicurio-registry:3.3.0'
const INNER_PORT = 8080
const START_TIMEOUT_MS = 120_000

/** Starts a registry; its data is in the container, so that a restart keeps it. */
export async function startDockerRegistry(): Promise<OwnRegistry> {
  const port = await freePort()
  const container = new GenericContainer(IMAGE)
    .withExposedPorts({ container: INNER_PORT, host: port })
    .withEnvironment({ APICURIO_DATASOURCE_URL: 'jdbc:h2:file:/tmp/registry' })
    .withWaitStrategy(Wait.forHttp(`${CONFLUENT_API}/subjects`, INNER_PORT))
    .withStartupTimeout(START_TIMEOUT_MS)
  return { ...(await startContainer(container)), url: `http://127.0.0.1:${port}${CONFLUENT_API}` }
}
