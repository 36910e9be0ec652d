/** Restore: what a changelog holds comes back, and a changelog that has lost something is an error that says so. */
import { ConfigResourceTypes } from 'kafkajs'
import { expect, it } from 'vitest'
import { changelogTopic } from '../../src/runtime/kafka/lane/changelog.ts'
import { createTopics } from '../../src/runtime/kafka/topics/topic-admin.ts'
import { plannedTopics } from '../../src/runtime/kafka/topics/topic-plan.ts'
import { counter, counts, signal, words } from '../runtime/example-topologies.ts'
import { testClient } from '../support/broker/client.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { until, untilCaughtUp } from './support/until.ts'
import { Workspace, withPartitions } from './support/workspace.ts'

const config = { start: 0 }
const say = (time: number, reason: string) => ({ topic: words, key: 'A', time, value: signal('A', time, reason) })

describeKafka('a changelog', (services) => {
  const client = testClient(services.brokers)

  /** A workspace whose group has taken three words already. */
  async function begun(): Promise<Workspace<{ start: number }>> {
    const workspace = new Workspace(services, [withPartitions(counter, 1)])
    await workspace.create()
    await workspace.publish([say(1, 'x'), say(2, 'y'), say(3, 'z')])
    await runOnce(workspace)
    return workspace
  }

  async function runOnce(workspace: Workspace<{ start: number }>): Promise<void> {
    const member = workspace.member({ config })
    await member.start()
    await untilCaughtUp([member], 1)
    await member.stop()
  }

  /** What makes the next member halt. */
  async function haltOf(workspace: Workspace<{ start: number }>): Promise<string> {
    const halts: string[] = []
    const member = workspace.member({
      config,
      onError: ({ errorClass, message }) => errorClass === 'halt' && halts.push(message),
    })
    await member.start()
    await until('the lane has halted', () => halts.length > 0 && member.status().state === 'halted')
    await member.stop()
    return halts.join('\n')
  }

  const nameOf = (workspace: Workspace<{ start: number }>) =>
    workspace.topicPrefix + changelogTopic(workspace.groupId, counter.name)

  it('can be read as text, and brings a task back where it was', async () => {
    const workspace = await begun()
    const entries = (await workspace.read(changelogTopic(workspace.groupId, counter.name))).map(({ key, value }) => [
      String(key),
      String(value),
    ])
    expect(entries.filter(([key]) => key === 'count/A').at(-1)).toEqual(['count/A', '3'])
    expect(JSON.parse(entries.filter(([key]) => key === 'task').at(-1)?.[1] ?? '')).toMatchObject({
      timeMs: 3,
      configDigest: 'test',
      stores: { count: { version: 1, entries: 1 } },
      positions: { words: { 0: 3 } },
    })
    await workspace.publish([say(4, 'again')])
    await runOnce(workspace)
    const reasons = (await workspace.read('counts')).map(({ value }) => workspace.decode(counts, value).reason)
    expect(reasons).toEqual(['x#1', 'y#2', 'z#3', 'again#4'])
  })

  it('may end in the markers of aborted transactions', async () => {
    const workspace = await begun()
    const producer = client.producer({
      transactionalId: `${workspace.groupId}-lane-0`,
      maxInFlightRequests: 1,
      idempotent: true,
    })
    await producer.connect()
    for (let i = 0; i < 3; i++) {
      const transaction = await producer.transaction()
      await transaction.send({ topic: nameOf(workspace), messages: [{ key: 'count/A', value: '999', partition: 0 }] })
      await transaction.abort()
    }
    await producer.disconnect()
    await workspace.publish([say(4, 'again')])
    await runOnce(workspace)
    const reasons = (await workspace.read('counts')).map(({ value }) => workspace.decode(counts, value).reason)
    expect(reasons.at(-1)).toBe('again#4')
  })

  it('that was trimmed is not restored', async () => {
    const workspace = await begun()
    const admin = client.admin()
    await admin.connect()
    const entries = await workspace.read(changelogTopic(workspace.groupId, counter.name))
    const meta = entries.filter(({ key }) => String(key) === 'task').at(-1)
    // Only a topic that somebody has set up wrongly can lose its beginning.
    const configEntries = [{ name: 'cleanup.policy', value: 'delete' }]
    const resources = [{ type: ConfigResourceTypes.TOPIC, name: nameOf(workspace), configEntries }]
    await admin.alterConfigs({ validateOnly: false, resources })
    // Without metadata kafkajs cannot delete, and this is how it gets some.
    await admin.fetchTopicOffsets(nameOf(workspace))
    await admin.deleteTopicRecords({
      topic: nameOf(workspace),
      partitions: [{ partition: 0, offset: String(meta?.offset) }],
    })
    await admin.disconnect()
    const halt = await haltOf(workspace)
    expect(halt).toContain(nameOf(workspace))
    expect(halt).toContain('store count has 0 entries, the last commit counted 1')
  })

  it('that is empty where the group has read already is not taken for a new one', async () => {
    const workspace = await begun()
    const admin = client.admin()
    await admin.connect()
    await admin.deleteTopics({ topics: [nameOf(workspace)] })
    await until('the topic is gone', async () => !(await admin.listTopics()).includes(nameOf(workspace)))
    await expect(workspace.member({ config }).start()).rejects.toThrow(`no topic ${nameOf(workspace)}`)
    await createTopics(workspace.cluster, plannedTopics(workspace.groupId, workspace.topologies))
    await admin.disconnect()
    expect(await haltOf(workspace)).toContain('it is empty, but the group has taken records for this task')
  })
})
