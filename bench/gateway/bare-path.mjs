/** The least that stands between a plan and its order: a record read, a transaction, its record read, a request. */
import { createTopics, DefaultPartitioner } from '../kafka/cluster.mjs'

/**
 * Milliseconds from sending a record to the exchange's answer to a request that nothing but plain clients stand before,
 * one at a time.
 */
export async function barePath({ kafka, admin, url, times, pauseMs }) {
  const [asked, told] = ['bare.asked', 'bare.told']
  await createTopics(admin, [asked, told])
  const producer = kafka.producer({ createPartitioner: DefaultPartitioner })
  const transactional = kafka.producer({
    transactionalId: 'bare',
    maxInFlightRequests: 1,
    idempotent: true,
    createPartitioner: DefaultPartitioner,
  })
  await Promise.all([producer.connect(), transactional.connect()])
  let answered = () => {}
  const first = await reading(kafka, asked, async () => {
    const transaction = await transactional.transaction()
    await transaction.send({ topic: told, messages: [{ value: 'x' }] })
    await transaction.commit()
  })
  const second = await reading(kafka, told, async () => {
    await (await fetch(url)).arrayBuffer()
    answered()
  })
  const latencies = []
  for (let i = 0; i < times; i++) {
    const isAnswered = new Promise((resolve) => {
      answered = resolve
    })
    const startMs = performance.now()
    await producer.send({ topic: asked, messages: [{ value: 'x' }] })
    await isAnswered
    latencies.push(performance.now() - startMs)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  await Promise.all([first, second, producer, transactional].map((client) => client.disconnect()))
  return latencies
}

/** A read_committed reader of a topic, joined. */
async function reading(kafka, topic, see) {
  const consumer = kafka.consumer({ groupId: `${topic}-reader`, readUncommitted: false, maxWaitTimeInMs: 1000 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve))
  await consumer.run({ autoCommit: false, eachMessage: see })
  await joined
  return consumer
}
