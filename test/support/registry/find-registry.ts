/** The schema registry for tests: the environment's, else one in Docker, else one from the jars. */
import { dockerMissing } from '../service/docker.ts'
import { findService, type Way } from '../service/find-service.ts'
import { apicurioMissing } from './apicurio.ts'
import { startDockerRegistry } from './docker-registry.ts'
import { startJarsRegistry } from './jars-registry.ts'
import { answers, type OwnRegistry, type TestRegistry } from './test-registry.ts'

const NAME = 'schema registry'

/** A registry that may be shared with others. Throws `NoServiceError` where none can be had. */
export function findRegistry(): Promise<TestRegistry> {
  return findService<TestRegistry>(NAME, [registryFromEnvironment(process.env.SCHEMA_REGISTRY_URL), ...START_WAYS])
}

/** A registry of the caller's own, started for it. Throws `NoServiceError` where none can be had. */
export function startRegistry(): Promise<OwnRegistry> {
  return findService(NAME, START_WAYS)
}

/** The registry that `SCHEMA_REGISTRY_URL` names, its path included; one that does not answer is an error. */
export function registryFromEnvironment(url: string | undefined): Way<TestRegistry> {
  return {
    how: 'env',
    missing: async () => (url ? null : 'SCHEMA_REGISTRY_URL is not set'),
    async open() {
      if (!url || !(await answers(url))) throw new Error(`SCHEMA_REGISTRY_URL names ${url}, and nothing answers there`)
      return { how: 'env', url, stop: async () => undefined }
    },
  }
}

const START_WAYS: readonly Way<OwnRegistry>[] = [
  { how: 'docker', missing: dockerMissing, open: startDockerRegistry },
  { how: 'jars', missing: () => apicurioMissing(), open: () => startJarsRegistry() },
]
