/** A plain kafkajs client with the settings that cost it least, and the questions every case asks the cluster. */
import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs from 'kafkajs'

export const PARTITIONS = 8

/** A client. The default first retry of 300 ms would be slept at every transaction. */
export function plainClient(brokers) {
  return new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING, retry: { initialRetryTime: 5, retries: 20 } })
}

export const { DefaultPartitioner } = kafkajs.Partitioners

/** Creates topics whose records may be of any age, and waits until every partition is served. */
export async function createTopics(admin, names) {
  const configEntries = ['retention.ms', 'message.timestamp.after.max.ms', 'segment.ms'].map((name) => ({
    name,
    value: name === 'retention.ms' ? '-1' : '9000000000000',
  }))
  const topics = names.map((topic) => ({ topic, numPartitions: PARTITIONS, replicationFactor: 1, configEntries }))
  await admin.createTopics({ waitForLeaders: true, topics })
  for (const name of names) await recordsIn(admin, name)
}

/** Offsets in a topic, over all partitions. */
export async function recordsIn(admin, topic) {
  const offsets = await patiently(() => admin.fetchTopicOffsets(topic))
  return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0)
}

/** Offsets a group has committed on some topics, summed. */
export async function committed(admin, groupId, topics) {
  const offsets = await patiently(() => admin.fetchOffsets({ groupId, topics }))
  return offsets.reduce(
    (sum, { partitions }) => sum + partitions.reduce((all, { offset }) => all + Math.max(0, Number(offset)), 0),
    0,
  )
}

/** Asks again for five seconds: a new topic or group may take a moment until it is served. */
async function patiently(ask) {
  for (let left = 50; ; left--) {
    try {
      return await ask()
    } catch (error) {
      if (left === 0 || !error.retriable) throw error
      await sleep(100)
    }
  }
}
