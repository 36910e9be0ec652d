/** A registry that runs from Apicurio's jars, with its data in a temporary folder. */
import { join } from 'node:path'
import type { Java } from '../java/java.ts'
import { freePorts } from '../process/free-ports.ts'
import { ownedFolder, removeFolder } from '../process/owned-folder.ts'
import { startJavaService } from '../service/java-service.ts'
import { apicurioJava } from './apicurio.ts'
import { answers, CONFLUENT_API, type OwnRegistry } from './test-registry.ts'

const START_TIMEOUT_MS = 120_000
const JAVA_OPTIONS = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']

/** Starts a registry, 5 s on two cores; with the newest Java of this machine, or the one given. */
export async function startJarsRegistry(java?: Java): Promise<OwnRegistry> {
  const { command, jar, dataUrl } = await apicurioJava(java)
  const folder = await ownedFolder('registry')
  try {
    const [port, managementPort] = await freePorts(2)
    const url = `http://127.0.0.1:${port}${CONFLUENT_API}`
    const properties = {
      'quarkus.http.host': '127.0.0.1',
      'quarkus.http.port': port,
      'quarkus.management.host': '127.0.0.1',
      'quarkus.management.port': managementPort,
      'quarkus.log.level': 'WARN',
      [dataUrl]: `jdbc:h2:file:${join(folder, 'data')}`,
    }
    const args = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`)
    const service = await startJavaService(
      {
        name: 'the schema registry',
        command,
        args: [...JAVA_OPTIONS, ...args, '-jar', jar],
        logFile: join(folder, 'registry.log'),
        isReady: () => answers(url),
        timeoutMs: START_TIMEOUT_MS,
      },
      folder,
    )
    return { ...service, url }
  } catch (error) {
    await removeFolder(folder)
    throw error
  }
}
