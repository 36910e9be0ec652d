/** Inputs nobody should send: each becomes a dead letter, and the line goes on. */
import { expect, it } from 'vitest'
import { topics } from '../../src/topics.ts'
import { counter, counts, signal, words } from '../runtime/example-topologies.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { untilCaughtUp } from './support/until.ts'
import { Workspace, withPartitions } from './support/workspace.ts'

describeKafka('unwelcome inputs', (services) => {
  it('tombstones and records without a key become dead letters', async () => {
    const workspace = new Workspace(services, [withPartitions(counter, 1)])
    await workspace.create()
    const word = (time: number, reason: string) => ({ topic: words, key: 'A', time, value: signal('A', time, reason) })
    await workspace.publish([
      word(1, 'x'),
      { topic: words, key: 'A', time: 2, value: null },
      { topic: words, key: null, time: 3, value: signal('A', 3, 'lost') },
      word(4, 'y'),
    ])
    const member = workspace.member({ config: { start: 0 } })
    await member.start()
    await untilCaughtUp([member], 1)
    await member.stop()
    const reasons = (await workspace.read('counts')).map(({ value }) => workspace.decode(counts, value).reason)
    expect(reasons).toEqual(['x#1', 'y#2'])
    const letters = (await workspace.read('dead.letter')).map(({ value }) => workspace.decode(topics.deadLetter, value))
    expect(letters.map(({ topic, offset, error_code }) => [topic, offset, error_code])).toEqual([
      ['words', 1, 'TOMBSTONE'],
      ['words', 2, 'NO_KEY'],
    ])
  })

  it('topics with the wrong number of partitions are refused, with both numbers', async () => {
    const workspace = new Workspace(services, [withPartitions(counter, 2)])
    await workspace.create()
    const member = workspace.member({ config: { start: 0 }, topologies: [withPartitions(counter, 3)] })
    await expect(member.start()).rejects.toThrow(`${workspace.topicPrefix}words has 2 partitions instead of 3`)
  })

  it('missing topics are named', async () => {
    const workspace = new Workspace(services, [withPartitions(counter, 1)])
    await expect(workspace.member({ config: { start: 0 } }).start()).rejects.toThrow(
      `no topic ${workspace.topicPrefix}words`,
    )
  })
})
