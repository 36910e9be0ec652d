import { CompressionTypes } from 'kafkajs'
import { expect, it } from 'vitest'
import { testClient } from '../support/broker/client.ts'
import { consoleRecords } from '../support/broker/console-records.ts'
import { kafkaTool } from '../support/broker/kafka-tool.ts'
import { readTopic } from '../support/broker/read-topic.ts'
import { createTopics, uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'

const ODD_BYTES = Buffer.from([0, 0x5c, 0x4e, 9, 10, 13, 0x3a, 0xff])

describeKafka('readers and tools on the shared broker', ({ brokers }) => {
  const where = ['--bootstrap-server', brokers.join(',')]

  async function newTopic(partitions: number, settings: Readonly<Record<string, string>> = {}): Promise<string> {
    const topic = uniqueName('support')
    await createTopics(brokers, [{ topic, partitions, settings }])
    return topic
  }

  it('reads what the console producer wrote', async () => {
    const topic = await newTopic(1)
    const parse = ['--property', 'parse.key=true', '--property', 'key.separator=='].concat(['--topic', topic])
    await kafkaTool('ConsoleProducer', [...where, ...parse], { stdin: 'BTCUSDT=first\nETHUSDT=second\n' })
    const records = await readTopic(brokers, topic)
    expect(records.map(({ offset, key, value }) => `${offset} ${key} ${value}`)).toEqual([
      '0 BTCUSDT first',
      '1 ETHUSDT second',
    ])
  })

  it('reads every byte, header and timestamp as the console consumer does', async () => {
    const topic = await newTopic(3)
    const producer = testClient(brokers).producer({ allowAutoTopicCreation: false })
    await producer.connect()
    const messages = [
      { key: ODD_BYTES, value: ODD_BYTES, headers: { source: 'test', 'trace-id': 'a:b' }, timestamp: '1700000000123' },
      { key: null, value: 'no key', timestamp: '1', partition: 1 },
      { key: 'tombstone', value: null, timestamp: '2', partition: 1 },
      { key: '', value: '', timestamp: '3', partition: 2 },
    ].map((message, partition) => ({ partition, ...message }))
    await producer.send({ topic, messages, compression: CompressionTypes.GZIP })
    await producer.disconnect()
    const records = await readTopic(brokers, topic)
    expect(records.map(({ partition, timestamp }) => [partition, timestamp])).toEqual([
      [0, 1_700_000_000_123],
      [1, 1],
      [1, 2],
      [2, 3],
    ])
    expect(records[0]).toMatchObject({
      key: ODD_BYTES,
      value: ODD_BYTES,
      headers: { source: 'test', 'trace-id': 'a:b' },
    })
    expect(records[2]?.value).toBeNull()
    expect(await consoleRecords(brokers, topic)).toEqual(records)
  })

  it('reads a partition that takes several fetches, to its end', async () => {
    const topic = await newTopic(1)
    const producer = testClient(brokers).producer({ allowAutoTopicCreation: false })
    await producer.connect()
    const value = Buffer.alloc(100_000, 'x')
    for (let batch = 0; batch < 12; batch += 1)
      await producer.send({ topic, messages: Array.from({ length: 9 }, () => ({ value })) })
    await producer.disconnect()
    const offsets = (await readTopic(brokers, topic)).map(({ offset }) => offset)
    expect(offsets).toEqual(Array.from({ length: 108 }, (_, offset) => offset))
  })

  it('the console tools describe topics and groups', async () => {
    const topic = await newTopic(2, { 'cleanup.policy': 'compact' })
    const { stdout } = await kafkaTool('TopicCommand', [...where, '--describe', '--topic', topic])
    expect(stdout).toContain('PartitionCount: 2')
    expect(stdout).toContain('cleanup.policy=compact')
    expect(stdout).toContain('retention.ms=-1')

    const group = uniqueName('group')
    const admin = testClient(brokers).admin()
    await admin.connect()
    await admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset: '0' }] })
    await admin.disconnect()
    const { stdout: described } = await kafkaTool('ConsumerGroupCommand', [...where, '--describe', '--group', group])
    expect(described.split('\n').find((line) => line.includes(topic))).toMatch(/\s0\s+0\s+0\s+0\s/)
  })

  it('a tool that fails is an error with its words', async () => {
    const missing = kafkaTool('TopicCommand', [...where, '--describe', '--topic', uniqueName('missing')])
    await expect(missing).rejects.toThrow('does not exist')
  })
})
