import type { Producer, Transaction } from 'kafkajs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testClient } from '../support/broker/client.ts'
import { consoleRecords } from '../support/broker/console-records.ts'
import { readTopic } from '../support/broker/read-topic.ts'
import { createTopics, uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { until } from './support/until.ts'

/** What kafkajs' own reader takes for the end of an aborted transaction. */
const ZERO_KEY = Buffer.alloc(4)

describeKafka('reading only what was committed', ({ brokers }) => {
  const producers: Producer[] = []

  async function transactional(): Promise<Producer> {
    const transactionalId = uniqueName('transaction')
    const producer = testClient(brokers).producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    producers.push(producer)
    return producer
  }

  beforeAll(async () => {
    await Promise.all([transactional(), transactional()])
  })
  afterAll(async () => {
    await Promise.all(producers.map((producer) => producer.disconnect()))
  })

  it('interleaved aborted transactions are never seen, whatever their keys', async () => {
    const topic = uniqueName('interleaved')
    await createTopics(brokers, [{ topic, partitions: 1 }])
    const send = (transaction: Transaction, value: string): Promise<unknown> =>
      transaction.send({ topic, messages: [{ key: ZERO_KEY, value }] })
    const begin = (): Promise<Transaction[]> => Promise.all(producers.map((producer) => producer.transaction()))
    for (let round = 0; round < 3; round += 1) {
      const [doomed, good] = await begin()
      if (doomed === undefined || good === undefined) throw new Error('two producers were connected')
      for (const step of ['a', 'b']) {
        await send(doomed, `aborted ${round}${step}`)
        await send(good, `good ${round}${step}`)
      }
      await (round === 1 ? good.commit() : doomed.abort())
      await (round === 1 ? doomed.abort() : good.commit())
    }
    const good = ['good 0a', 'good 0b', 'good 1a', 'good 1b', 'good 2a', 'good 2b']
    // The coordinator answers a commit before its marker is written.
    await until('the last marker is written', async () => (await readTopic(brokers, topic)).length >= good.length)
    const records = await readTopic(brokers, topic)
    expect(records.map(({ value }) => String(value))).toEqual(good)
    expect(await consoleRecords(brokers, topic)).toEqual(records)
  })

  it('an open transaction holds back what comes after it', async () => {
    const topic = uniqueName('open')
    await createTopics(brokers, [{ topic, partitions: 1 }])
    const values = async (): Promise<string[]> => (await readTopic(brokers, topic)).map(({ value }) => String(value))
    const [opener, other] = await Promise.all(producers.map((producer) => producer.transaction()))
    if (opener === undefined || other === undefined) throw new Error('two producers were connected')
    await opener.send({ topic, messages: [{ value: 'first' }] })
    await other.send({ topic, messages: [{ value: 'second' }] })
    await other.commit()
    expect(await values()).toEqual([])
    await opener.commit()
    await expect.poll(values).toEqual(['first', 'second'])
  })
})
