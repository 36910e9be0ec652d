/** What the operator sees: true lag in the console tool, and the order of every task on a topic. */
import { expect, it } from 'vitest'
import { orderTopic } from '../../src/topics.ts'
import { counter, signal, witness, words } from '../runtime/example-topologies.ts'
import { kafkaTool } from '../support/broker/kafka-tool.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { untilCaughtUp } from './support/until.ts'
import { Workspace, withPartitions } from './support/workspace.ts'

const word = (time: number) => ({
  topic: words,
  key: `S${time % 9}`,
  time,
  value: signal(`S${time % 9}`, time, String(time)),
})

describeKafka('a group', (services) => {
  it('shows its true lag to kafka-consumer-groups', async () => {
    const workspace = new Workspace(
      services,
      [counter, witness].map((topology) => withPartitions(topology, 2)),
    )
    await workspace.create()
    await workspace.publish(Array.from({ length: 30 }, (_, i) => word(i + 1)))
    const member = workspace.member({ config: { start: 0 } })
    await member.start()
    await untilCaughtUp([member], 2)
    const lagOf = async () => {
      const where = ['--bootstrap-server', services.brokers.join(','), '--describe', '--group', workspace.groupId]
      const { stdout } = await kafkaTool('ConsumerGroupCommand', where)
      const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/))
      return rows
        .filter(([, topic]) => topic?.startsWith(workspace.topicPrefix))
        .map(([, topic, partition, , , lag]) => [topic?.slice(workspace.topicPrefix.length), partition, lag].join(' '))
        .sort()
    }
    expect(await lagOf()).toEqual(['counts 0 0', 'counts 1 0', 'words 0 0', 'words 1 0'])
    await member.stop()
    await workspace.publish([word(100), word(101), word(102)])
    const lag = (await lagOf()).filter((row) => row.startsWith('words')).map((row) => Number(row.split(' ')[2]))
    expect(lag.reduce((a, b) => a + b)).toBe(3)
  })

  it('writes down every input it takes, in the order taken, in stretches without a gap', async () => {
    const workspace = new Workspace(services, [withPartitions(counter, 2)])
    await workspace.create()
    for (let part = 0; part < 3; part++) {
      await workspace.publish(Array.from({ length: 20 }, (_, i) => word(part * 100 + i + 1)))
      const member = workspace.member({ config: { start: 0 } })
      await member.start()
      await untilCaughtUp([member], 2)
      await member.stop()
    }
    const order = orderTopic(counter.name)
    const records = (await workspace.read(order.name)).map(({ value }) => workspace.decode(order, value))
    for (const task of ['counter/0', 'counter/1']) {
      const mine = records.filter((record) => record.task === task)
      expect(mine.map(({ sequence }) => sequence)).toEqual(mine.map((_, i) => i))
      const offsets = mine.flatMap(({ runs }) =>
        runs.flatMap(({ offset, count }) => Array.from({ length: count }, (_, i) => offset + i)),
      )
      const partition = Number(task.slice(-1))
      const inputs = (await workspace.read(words.name)).filter((record) => record.partition === partition)
      expect([...offsets].sort((a, b) => a - b)).toEqual(inputs.map(({ offset }) => offset))
    }
  })
})
