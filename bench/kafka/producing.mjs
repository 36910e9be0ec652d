/** A plain producer for as long as some work takes. */
import { DefaultPartitioner } from './cluster.mjs'

/** Calls `work` with `send(messages, topics)`: messages carry the `kind` whose topic `topics[kind]` they go to. */
export async function producing(kafka, work) {
  const producer = kafka.producer({ allowAutoTopicCreation: false, createPartitioner: DefaultPartitioner })
  await producer.connect()
  try {
    return await work((messages, topics) => {
      const byTopic = Object.entries(topics).map(([kind, topic]) => ({
        topic,
        messages: messages.filter((message) => message.kind === kind),
      }))
      return producer.sendBatch({ topicMessages: byTopic.filter((one) => one.messages.length > 0) })
    })
  } finally {
    await producer.disconnect()
  }
}
