/** Registers the schemas of all topics, or checks that they would be accepted. */
import type { KafkaSettings } from '../config/kafka-settings.ts'
import type { StreamError } from '../runtime/errors.ts'
import { patiently } from '../runtime/kafka/client/patiently.ts'
import { RegistryClient, RegistryRefusal } from '../runtime/kafka/registry/registry-client.ts'
import { recordTopics } from '../runtime/kafka/topics/topic-plan.ts'
import { topics } from '../topics.ts'
import { topologies } from '../topologies/index.ts'
import type { Topic } from '../topology/topic.ts'
import { registryUrl } from './cluster.ts'
import { RegistryQuestions } from './registry-questions.ts'

/** What became of one schema. `refused` and `incompatible` are failures. */
export interface SchemaResult {
  readonly subject: string
  readonly id: number | null
  readonly version: number | null
  readonly result: 'registered' | 'unchanged' | 'new' | 'compatible' | 'incompatible' | 'refused'
}

export interface SchemaWork {
  /** How long to wait for a registry that is away, ms. */
  readonly waitMs: number
  /** Told that it is away and will be asked again. */
  onError(error: StreamError): void
}

/** Every topic with a schema: those of the flow and the order topics. */
export function topicsWithSchema(): readonly Topic<unknown>[] {
  const all: readonly Topic<unknown>[] = [...Object.values(topics), ...recordTopics(topologies)]
  return [...new Map(all.map((topic) => [topic.name, topic])).values()]
}

/** Registers all schemas, one after the other; one that is refused does not keep the others from being tried. */
export function registerSchemas(settings: KafkaSettings, work: SchemaWork): Promise<readonly SchemaResult[]> {
  const client = new RegistryClient({ url: registryUrl(settings) })
  return each(settings, work, async (questions, subject, schema) => {
    const before = await questions.versionOf(subject, schema)
    try {
      const id = await client.register(subject, schema)
      const after = await questions.versionOf(subject, schema)
      return { subject, id, version: after?.version ?? null, result: before === null ? 'registered' : 'unchanged' }
    } catch (error) {
      if (!(error instanceof RegistryRefusal) || error.status === 401 || error.status === 403) throw error
      return { subject, id: null, version: null, result: 'refused' }
    }
  })
}

/** Asks whether all schemas would be accepted, and changes nothing. */
export function checkSchemas(settings: KafkaSettings, work: SchemaWork): Promise<readonly SchemaResult[]> {
  return each(settings, work, async (questions, subject, schema) => {
    const registered = await questions.versionOf(subject, schema)
    if (registered !== null) return { subject, ...registered, result: 'unchanged' }
    return { subject, id: null, version: null, result: await questions.compatibilityOf(subject, schema) }
  })
}

type Ask = (questions: RegistryQuestions, subject: string, schema: object) => Promise<SchemaResult>

async function each(settings: KafkaSettings, work: SchemaWork, ask: Ask): Promise<readonly SchemaResult[]> {
  const questions = new RegistryQuestions(registryUrl(settings))
  const patience = { onError: work.onError, signal: AbortSignal.timeout(work.waitMs) }
  const results: SchemaResult[] = []
  for (const { name, codec } of topicsWithSchema()) {
    const subject = `${settings.topicPrefix}${name}-value`
    results.push(await patiently(() => ask(questions, subject, codec.schema), patience))
  }
  return results
}
