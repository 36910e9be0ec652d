/** What `ilf doctor` asks of the cluster and the registry: reachable, and as this version needs them. */
import type { KafkaSettings } from '../../config/kafka-settings.ts'
import { partitionCounts } from '../../runtime/kafka/topics/topic-admin.ts'
import { clusterOptions, registryUrl, withCluster } from '../cluster.ts'
import { checkSchemas } from '../schemas.ts'
import { differences, planOf } from '../topics.ts'
import { type Finding, finding, skipped } from './finding.ts'

const REGISTRY_WAIT_MS = 5_000
const SHOWN = 3

/** Broker, topics, registry with schemas. */
export async function* clusterFindings(kafka: KafkaSettings): AsyncGenerator<Finding> {
  const broker = await finding('broker', async () => {
    await withCluster(kafka, (cluster) => partitionCounts(cluster, []))
    return `${clusterOptions(kafka).brokers.join(', ')} answers`
  })
  yield broker
  yield broker.state === 'ok'
    ? await finding('topics', () => checkTopics(kafka))
    : skipped('topics', 'needs the broker')
  yield await finding('registry', () => checkRegistry(kafka))
}

async function checkTopics(kafka: KafkaSettings): Promise<string> {
  const plan = planOf(kafka.app, { groups: [], partitions: undefined, keep: false })
  const names = [...new Set((await differences(kafka, plan)).map(({ topic }) => topic))]
  if (names.length === 0) return `${plan.length} topics are as planned`
  const shown = names.slice(0, SHOWN).join(', ') + (names.length > SHOWN ? ', …' : '')
  throw new Error(
    `${names.length} of ${plan.length} topics are missing or differ (${shown}): \`ilf topics create\` makes what is missing, \`ilf topics describe\` says what differs`,
  )
}

async function checkRegistry(kafka: KafkaSettings): Promise<string> {
  registryUrl(kafka)
  const results = await checkSchemas(kafka, { waitMs: REGISTRY_WAIT_MS, onError: () => undefined })
  const refused = results.filter(({ result }) => result === 'incompatible').map(({ subject }) => subject)
  if (refused.length > 0)
    throw new Error(`it would refuse ${refused.join(', ')}: another version wrote there; take another --topic-prefix`)
  const fresh = results.filter(({ result }) => result !== 'unchanged').length
  return fresh === 0
    ? `answers; ${results.length} schemas are registered`
    : `answers; takes all ${results.length} schemas, ${fresh} of them are new to it (\`ilf schemas register\`, or the first start)`
}
