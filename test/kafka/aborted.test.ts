/** Nothing of an aborted transaction is ever taken: neither with keys of four zero bytes nor from the middle of others. */
import { Partitioners, type Transaction } from 'kafkajs'
import { expect, it } from 'vitest'
import { counter, counts, signal, words } from '../runtime/example-topologies.ts'
import { testClient } from '../support/broker/client.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { untilCaughtUp } from './support/until.ts'
import { Workspace, withPartitions } from './support/workspace.ts'

const ZERO_KEY = Buffer.alloc(4)

describeKafka('aborted inputs', (services) => {
  const client = testClient(services.brokers)

  /** Begins a transaction of a producer of its own. */
  async function begin(): Promise<{ readonly transaction: Transaction; close(): Promise<void> }> {
    const producer = client.producer({
      transactionalId: uniqueName('tx'),
      maxInFlightRequests: 1,
      idempotent: true,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { initialRetryTime: 5 },
    })
    await producer.connect()
    return { transaction: await producer.transaction(), close: () => producer.disconnect() }
  }

  it('are not taken where they are mixed with good ones', async () => {
    const workspace = new Workspace(services, [withPartitions(counter, 1)])
    await workspace.create()
    const member = workspace.member({ config: { start: 0 } })
    await member.start()
    const open = await Promise.all([begin(), begin(), begin()])
    const [good, bad, zero] = open
    const send = (of: { transaction: Transaction }, key: string | Buffer, time: number, reason: string) =>
      of.transaction.send({
        topic: `${workspace.topicPrefix}${words.name}`,
        messages: [
          {
            key,
            value: workspace.encode(words.codec, signal('A', time, reason)),
            timestamp: String(time),
            partition: 0,
          },
        ],
      })
    await send(zero!, ZERO_KEY, 1_000, 'aborted zero 1')
    await send(good!, 'A', 1_001, 'good 1')
    await send(bad!, 'A', 1_002, 'aborted 1')
    await send(zero!, ZERO_KEY, 1_003, 'aborted zero 2')
    await zero!.transaction.abort()
    await send(good!, 'A', 1_004, 'good 2')
    await send(bad!, ZERO_KEY, 1_005, 'aborted 2')
    await send(bad!, 'A', 1_006, 'aborted 3')
    await good!.transaction.commit()
    await send(bad!, 'A', 1_007, 'aborted 4')
    await bad!.transaction.abort()
    await workspace.publish([{ topic: words, key: 'A', time: 1_010, value: signal('A', 1_010, 'plain') }])
    await untilCaughtUp([member], 1)
    await member.stop()
    await Promise.all(open.map((one) => one.close()))
    const found = (await workspace.read('counts')).map(({ value }) => workspace.decode(counts, value).reason)
    expect(found).toEqual(['good 1#1', 'good 2#2', 'plain#3'])
  })
})
