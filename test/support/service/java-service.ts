/** A service that is a Java program with its data in a temporary folder. */
import { removeFolder } from '../process/owned-folder.ts'
import { type ServerCommand, startServer } from '../process/server-process.ts'
import type { OwnService } from './service.ts'

/** Starts `server`; `folder`, which holds its data and its log, is removed at the stop. */
export async function startJavaService(server: ServerCommand, folder: string): Promise<OwnService> {
  let running = await startServer(server)
  const kill = (): Promise<void> => running.kill()
  const start = async (): Promise<void> => {
    await kill()
    running = await startServer(server)
  }
  return {
    how: 'jars',
    kill,
    start,
    restart: start,
    async stop() {
      await kill()
      await removeFolder(folder)
    },
  }
}
