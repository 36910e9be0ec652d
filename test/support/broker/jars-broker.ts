/** A broker that runs from Kafka's jars: formatted once, then started on free ports in a temporary folder. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePorts } from '../process/free-ports.ts'
import { ownedFolder, removeFolder } from '../process/owned-folder.ts'
import { runProgram } from '../process/run-program.ts'
import { startJavaService } from '../service/java-service.ts'
import { type KafkaJava, kafkaJava } from './jars.ts'
import { testBrokerSettings, toProperties } from './server-properties.ts'
import { type BrokerOptions, type OwnBroker, QUICK_START } from './test-broker.ts'

const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qg'
const FORMAT_TIMEOUT_MS = 60_000
const START_TIMEOUT_MS = 90_000
/** Warnings, and the one line that says the broker is up. */
const LOGGING = [
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
]

/** Starts a broker, 5 s on two cores; an error where the jars cannot be had. */
export async function startJarsBroker(options: BrokerOptions = {}): Promise<OwnBroker> {
  const java = await kafkaJava()
  const folder = await ownedFolder('kafka')
  try {
    const [port, controllerPort] = await freePorts(2)
    const address = `127.0.0.1:${port}`
    const config = join(folder, 'server.properties')
    const settings = testBrokerSettings({
      listeners: `PLAINTEXT://${address},CONTROLLER://127.0.0.1:${controllerPort}`,
      'advertised.listeners': `PLAINTEXT://${address}`,
      'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
      'log.dirs': join(folder, 'data'),
      ...options.settings,
    })
    await writeFile(config, toProperties(settings))
    await format(java, config)
    const service = await startJavaService(
      {
        name: 'the Kafka broker',
        command: java.command,
        args: [...(options.javaOptions ?? QUICK_START), ...LOGGING, ...java.classPath, 'kafka.Kafka', config],
        logFile: join(folder, 'broker.log'),
        isReady: (log) => log.includes('Kafka Server started'),
        timeoutMs: START_TIMEOUT_MS,
      },
      folder,
    )
    return { ...service, brokers: [address] }
  } catch (error) {
    await removeFolder(folder)
    throw error
  }
}

async function format({ command, classPath }: KafkaJava, config: string): Promise<void> {
  const tool = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', config]
  const args = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', ...classPath, ...tool]
  const { exitCode, stdout, stderr } = await runProgram(command, args, { timeoutMs: FORMAT_TIMEOUT_MS })
  if (exitCode !== 0) throw new Error(`formatting the broker's folder failed\n${stdout}\n${stderr}`)
}
