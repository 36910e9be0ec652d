import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testClient } from '../support/broker/client.ts'
import { startDockerBroker } from '../support/broker/docker-broker.ts'
import { brokerFromEnvironment } from '../support/broker/find-broker.ts'
import { kafkaJavaMissing } from '../support/broker/jars.ts'
import { startJarsBroker } from '../support/broker/jars-broker.ts'
import { readTopic } from '../support/broker/read-topic.ts'
import type { OwnBroker } from '../support/broker/test-broker.ts'
import { createTopics, uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { freePort } from '../support/process/free-ports.ts'
import { dockerMissing } from '../support/service/docker.ts'

const WAYS = [
  { how: 'jars', missing: await kafkaJavaMissing(), start: startJarsBroker },
  { how: 'docker', missing: await dockerMissing(), start: startDockerBroker },
].filter(({ missing }) => missing === null)

describe.each(WAYS)('a broker from $how', ({ how, start }) => {
  let broker: OwnBroker

  beforeAll(async () => {
    broker = await start({ settings: { 'message.max.bytes': '20000' } })
  })
  afterAll(() => broker?.stop())

  it('keeps its address and its data over a kill and a start', async () => {
    const { brokers } = broker
    const topic = uniqueName('kept')
    await createTopics(brokers, [{ topic, partitions: 2 }])
    await produce(brokers, topic, 'before')
    await broker.kill()
    expect(await isListening(brokers)).toBe(false)
    await broker.start()
    await produce(brokers, topic, 'after')
    const records = await readTopic(brokers, topic)
    expect(records.map(({ value }) => String(value))).toEqual(['before', 'after'])
    expect(broker.how).toBe(how)
  })

  it('has the settings it was asked to have', async () => {
    const topic = uniqueName('limited')
    await createTopics(broker.brokers, [{ topic, partitions: 1 }])
    await expect(produce(broker.brokers, topic, 'x'.repeat(30_000))).rejects.toThrow('larger than the max')
  })
})

describeKafka('a broker that the environment names', ({ brokers }) => {
  it('is taken where it answers', async () => {
    const way = brokerFromEnvironment(brokers.join(','))
    expect(await way.missing()).toBeNull()
    const broker = await way.open()
    expect([broker.how, broker.brokers]).toEqual(['env', brokers])
    await broker.stop()
    expect(await isListening(brokers)).toBe(true)
  })

  it('is an error where nothing answers, and no way where it is not named', async () => {
    await expect(brokerFromEnvironment(`127.0.0.1:${await freePort()}`).open()).rejects.toThrow('no broker answers')
    expect(await brokerFromEnvironment(undefined).missing()).toBe('KAFKA_BROKERS is not set')
  })
})

async function produce(brokers: readonly string[], topic: string, value: string): Promise<void> {
  const producer = testClient(brokers).producer({ allowAutoTopicCreation: false })
  await producer.connect()
  try {
    await producer.send({ topic, messages: [{ value, partition: 0 }] })
  } finally {
    await producer.disconnect()
  }
}

/** Whether anything takes a connection at the broker's address. */
async function isListening([address = '']: readonly string[]): Promise<boolean> {
  const [host, port] = address.split(':')
  const socket = connect({ host, port: Number(port) })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
