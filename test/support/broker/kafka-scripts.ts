/** The scripts of a Kafka installation (`kafka-topics.sh` and others), made from its jars: for commands as they are typed. */
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { kafkaJava } from './jars.ts'
import { JAVA_OPTIONS, type KafkaTool, TOOLS } from './kafka-tool.ts'

const SCRIPTS: Readonly<Record<KafkaTool, string>> = {
  ConfigCommand: 'kafka-configs.sh',
  ConsoleConsumer: 'kafka-console-consumer.sh',
  ConsoleProducer: 'kafka-console-producer.sh',
  ConsumerGroupCommand: 'kafka-consumer-groups.sh',
  TopicCommand: 'kafka-topics.sh',
}

/** Writes the scripts into a folder, which then belongs on the PATH. */
export async function writeKafkaScripts(folder: string): Promise<void> {
  const { command, classPath } = await kafkaJava()
  const java = [command, ...JAVA_OPTIONS, ...classPath].map(quoted).join(' ')
  for (const tool of Object.keys(SCRIPTS) as readonly KafkaTool[]) {
    const script = join(folder, SCRIPTS[tool])
    await writeFile(script, `#!/bin/sh\nexec ${java} ${TOOLS[tool]} "$@"\n`)
    await chmod(script, 0o755)
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
