/** What a read_committed reader sees of a topic, and when: the other end of every latency. */

/** Starts reading; `records` grows as they become visible: `{ atMs, timestampMs, value }`. */
export async function watch(kafka, topic) {
  const consumer = kafka.consumer({ groupId: `${topic}-watch`, readUncommitted: false, maxWaitTimeInMs: 1000 })
  const records = []
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve))
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const atMs = Date.now()
      for (const { timestamp, value } of batch.messages) records.push({ atMs, timestampMs: Number(timestamp), value })
    },
  })
  await joined
  return { records, stop: () => consumer.disconnect() }
}
