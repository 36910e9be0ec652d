/** The options that the commands on Kafka share, and what to say of the settings that only the environment has. */
import { type Command, InvalidArgumentError } from 'commander'

/** What commander hands over of them. */
export interface ClusterCommandOptions {
  readonly kafka?: string
  readonly registry?: string
  readonly app?: string
  readonly topicPrefix?: string
}

/** TLS, SASL and the rest: secrets do not belong on a command line, where every process can read them. */
export const ENVIRONMENT_HELP = `
Environment (an option stands above its variable):
  ILF_KAFKA_BROKERS, ILF_REGISTRY_URL, ILF_APP, ILF_TOPIC_PREFIX   as the options
  ILF_KAFKA_TLS=true, ILF_KAFKA_TLS_CA=<file>                      TLS, with the system's authorities or your own
  ILF_KAFKA_SASL_MECHANISM                                         plain, scram-sha-256 or scram-sha-512
  ILF_KAFKA_SASL_USERNAME, ILF_KAFKA_SASL_PASSWORD[_FILE]          user, and password or the file that holds it
  ILF_JSON_DOOR=true                                               reads ai.signal records typed as plain JSON`

export function addBrokerOptions(command: Command): Command {
  return command.option('--kafka <brokers>', 'brokers as host:port, several with commas')
}

export function addRegistryOption(command: Command): Command {
  return command.option('--registry <url>', 'schema registry with its path, such as http://host:8080/apis/ccompat/v7')
}

export function addNameOptions(command: Command): Command {
  return command
    .option('--app <name>', 'beginning of every group id and changelog name (default: ilf)')
    .option('--topic-prefix <text>', 'in front of every topic name and subject, where installations share a cluster')
}

/** Brokers, registry and names: what a command needs that reaches a cluster. */
export function addClusterOptions(command: Command): Command {
  return addNameOptions(addRegistryOption(addBrokerOptions(command)))
}

export function addPartitionsOption(command: Command): Command {
  return command.option('--partitions <n>', 'partitions of each topic (default: 8; the same in every command)', countOf)
}

/** A whole number from 1 up. */
export function countOf(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= 1) return count
  throw new InvalidArgumentError('It is a whole number from 1 up.')
}
