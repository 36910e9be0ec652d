/** Servers in containers, through testcontainers. */
import { type GenericContainer, getContainerRuntimeClient } from 'testcontainers'
import type { OwnService } from './service.ts'

/** Why no container can be started here; null where a Docker engine answers. */
export async function dockerMissing(): Promise<string | null> {
  try {
    await getContainerRuntimeClient()
    return null
  } catch {
    return 'no Docker engine answers'
  }
}

/** Starts a container, whose ports must be fixed ones: another start would otherwise give it others. */
export async function startContainer(container: GenericContainer): Promise<OwnService> {
  const started = await container.start()
  // Without a grace period a restart of testcontainers is a kill and a start, which also waits until it is ready.
  const restart = (): Promise<void> => started.restart({ timeout: 0 })
  return {
    how: 'docker',
    async kill() {
      const client = await getContainerRuntimeClient()
      await client.container.getById(started.getId()).kill()
    },
    start: restart,
    restart,
    async stop() {
      await started.stop()
    },
  }
}
