/** Turns checked settings into what the driver connects with, and its failures into messages a user can act on. */
import { readFileSync } from 'node:fs'
import type { KafkaSettings, SaslSettings } from '../config/kafka-settings.ts'
import { ConfigError } from '../config/overrides.ts'
import { StreamError } from '../runtime/errors.ts'
import { connectFailure } from '../runtime/kafka/client/connect-failure.ts'
import type { ClusterOptions } from '../runtime/kafka/client/connection.ts'

/** The driver's options. Throws a ConfigError where no broker is named or a file cannot be read. */
export function clusterOptions({ brokers, topicPrefix, tls, sasl }: KafkaSettings): ClusterOptions {
  if (brokers.length === 0)
    throw new ConfigError('no Kafka broker is named: give --kafka host:port, or set ILF_KAFKA_BROKERS')
  return {
    brokers,
    topicPrefix,
    ...(tls === null ? {} : { ssl: tls.caFile === null ? true : { ca: [textOf('ILF_KAFKA_TLS_CA', tls.caFile)] } }),
    ...(sasl === null ? {} : { sasl: credentials(sasl) }),
  }
}

/** The registry's URL. Throws a ConfigError where none is named. */
export function registryUrl({ registryUrl: url }: KafkaSettings): string {
  if (url === null) throw new ConfigError('no schema registry is named: give --registry URL, or set ILF_REGISTRY_URL')
  return url.reveal()
}

/** Does something with the cluster; what kafkajs throws becomes an error that says which brokers did not help. */
export async function withCluster<T>(
  settings: KafkaSettings,
  use: (cluster: ClusterOptions) => Promise<T>,
): Promise<T> {
  const cluster = clusterOptions(settings)
  try {
    return await use(cluster)
  } catch (error) {
    if (!(error instanceof Error) || !error.name.startsWith('KafkaJS')) throw error
    if (error.name === 'KafkaJSConnectionClosedError') throw connectFailure(error, cluster.brokers)
    const message = `the Kafka cluster at ${cluster.brokers.join(', ')} did not do what was asked: ${error.message}`
    throw new StreamError('CLUSTER_FAILED', 'retry', message, { cause: error })
  }
}

function credentials({ mechanism, username, source }: SaslSettings) {
  const password =
    'file' in source ? textOf('ILF_KAFKA_SASL_PASSWORD_FILE', source.file).trimEnd() : source.password.reveal()
  return { mechanism, username, password }
}

function textOf(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new ConfigError(`${variable}: the file ${file} cannot be read (${why})`)
  }
}
