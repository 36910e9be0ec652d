/** Kafka's own jars, from which both a broker and the console tools run. */
import { join } from 'node:path'
import { findJavas, type Java } from '../java/java.ts'
import { mavenFolder } from '../java/maven-cache.ts'
import { inProject } from '../project-root.ts'

/** The same version as the image in docker-broker.ts. */
export const KAFKA_VERSION = '4.1.1'

const OLDEST_JAVA = 17
const POM = inProject('test/support/broker/pom.xml')
const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies'

/** How to run a class of Kafka's jars. */
export interface KafkaJava {
  /** Path of the `java` program. */
  readonly command: string
  /** Arguments that put the jars on the class path. */
  readonly classPath: readonly string[]
}

/** Why Kafka's jars cannot be run here; null where they can, once they are fetched. */
export async function kafkaJavaMissing(): Promise<string | null> {
  return newEnough() === undefined ? `no Java ${OLDEST_JAVA} or newer was found` : null
}

/** Fetches the jars with Maven when they are not cached yet; an error where Java 17 or Maven is missing. */
export async function kafkaJava(): Promise<KafkaJava> {
  const java = newEnough()
  if (java === undefined)
    throw new Error(`Kafka ${KAFKA_VERSION} needs Java ${OLDEST_JAVA} or newer, and none was found`)
  const goal = ['--file', POM, COPY_DEPENDENCIES, '-DincludeScope=runtime', `-Dkafka.version=${KAFKA_VERSION}`]
  const folder = await mavenFolder(`kafka-${KAFKA_VERSION}`, goal)
  return { command: java.command, classPath: ['-cp', join(folder, '*')] }
}

/** The oldest that will do: it starts fastest. */
function newEnough(): Java | undefined {
  return findJavas().find(({ major }) => major >= OLDEST_JAVA)
}
