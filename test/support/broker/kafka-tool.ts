/** Kafka's console tools, run from its jars against any broker: what an operator would type. */
import { type ProgramOptions, type ProgramResult, runProgram } from '../process/run-program.ts'
import { kafkaJava } from './jars.ts'

export const TOOLS = {
  ConfigCommand: 'kafka.admin.ConfigCommand',
  ConsoleConsumer: 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  ConsoleProducer: 'org.apache.kafka.tools.ConsoleProducer',
  ConsumerGroupCommand: 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  TopicCommand: 'org.apache.kafka.tools.TopicCommand',
} as const

export type KafkaTool = keyof typeof TOOLS

/** Starts in half the time: these programs live for a second. */
export const JAVA_OPTIONS = [
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
]
const DEFAULT_TIMEOUT_MS = 60_000

/**
 * Runs a tool with the arguments of its `kafka-*.sh` script, `--bootstrap-server` included, and waits for its end
 * (1 to 2 s); an exit code other than 0 is an error that shows what the tool printed.
 */
export async function kafkaTool(
  tool: KafkaTool,
  args: readonly string[],
  options: Partial<ProgramOptions> = {},
): Promise<ProgramResult> {
  const java = await kafkaJava()
  const javaArgs = [...JAVA_OPTIONS, ...java.classPath, TOOLS[tool], ...args]
  const result = await runProgram(java.command, javaArgs, { timeoutMs: DEFAULT_TIMEOUT_MS, ...options })
  if (result.exitCode !== 0)
    throw new Error(`${tool} ${args.join(' ')} ended with ${result.exitCode}\n${result.stdout}\n${result.stderr}`)
  return result
}
