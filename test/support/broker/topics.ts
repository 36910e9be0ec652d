/** Topics and groups of a test's own on a broker that it shares. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { KafkaJSProtocolError } from 'kafkajs'
import { testClient } from './client.ts'

const SERVED_TRIES = 100
const SERVED_PAUSE_MS = 100

export interface NewTopic {
  readonly topic: string
  readonly partitions: number
  /** Topic setting → value, beside a retention without end: test records may be old. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A name for a topic, a group or a subject that no other test of any run has. */
export function uniqueName(purpose: string): string {
  return `${purpose}-${randomUUID().slice(0, 13)}`
}

/** Creates topics, and waits until every partition is really served by its leader. */
export async function createTopics(brokers: readonly string[], topics: readonly NewTopic[]): Promise<void> {
  const admin = testClient(brokers).admin()
  await admin.connect()
  try {
    await admin.createTopics({
      waitForLeaders: true,
      topics: topics.map(({ topic, partitions, settings }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: 1,
        configEntries: Object.entries({ 'retention.ms': '-1', ...settings }).map(([name, value]) => ({ name, value })),
      })),
    })
    // kafkajs may come back before the partitions are served: asking for their offsets tells.
    for (const { topic } of topics) await untilServed(topic, () => admin.fetchTopicOffsets(topic))
  } finally {
    await admin.disconnect()
  }
}

async function untilServed(topic: string, ask: () => Promise<unknown>): Promise<void> {
  for (let left = SERVED_TRIES; left > 0; left -= 1) {
    try {
      await ask()
      return
    } catch (error) {
      if (!(error instanceof KafkaJSProtocolError && error.retriable)) throw error
      await sleep(SERVED_PAUSE_MS)
    }
  }
  throw new Error(`the partitions of ${topic} are not served after ${SERVED_TRIES * SERVED_PAUSE_MS} ms`)
}
