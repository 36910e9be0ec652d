/** Inputs nobody should send: each becomes a dead letter, and the line goes on. */
import { ConfigResourceTypes } from 'kafkajs'
import { expect, it } from 'vitest'
import { topics } from '../../src/topics.ts'
import { counter, counts, signal, words } from '../runtime/example-topologies.ts'
import { testClient } from '../support/broker/client.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { until, untilCaughtUp } from './support/until.ts'
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

  it('garbage and values of unknown schemas become dead letters', async () => {
    const workspace = new Workspace(services, [withPartitions(counter, 1)])
    await workspace.create()
    const word = (time: number, value: object | Buffer) => ({ topic: words, key: 'A', time, value })
    const good = workspace.encode(words.codec, signal('A', 1, 'x'))
    await workspace.publish([
      word(1, signal('A', 1, 'x')),
      word(2, Buffer.from('not a record at all')),
      word(3, Buffer.alloc(0)),
      word(4, Buffer.from([0, 0x7f, 0x7f, 0x7f, 0x7f, 1, 2, 3])),
      word(5, good.subarray(0, good.length - 3)),
      word(6, Buffer.concat([good, Buffer.from([0])])),
      word(7, Buffer.from([0])),
      word(8, signal('A', 8, 'y')),
    ])
    const member = workspace.member({ config: { start: 0 } })
    await member.start()
    await untilCaughtUp([member], 1)
    await member.stop()
    const reasons = (await workspace.read('counts')).map(({ value }) => workspace.decode(counts, value).reason)
    expect(reasons).toEqual(['x#1', 'y#2'])
    const letters = (await workspace.read('dead.letter')).map(({ value }) => workspace.decode(topics.deadLetter, value))
    expect(letters.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5, 6])
    expect(letters[2]).toMatchObject({ schema_id: 0x7f7f7f7f, error_code: 'UNKNOWN_SCHEMA_ID' })
    for (const { error_code } of letters) expect(error_code).toMatch(/^[A-Z_]+$/)
  })

  it('what would make too large an output becomes a dead letter, and the line goes on', async () => {
    const workspace = new Workspace(services, [withPartitions(counter, 1)])
    await workspace.create()
    const word = (time: number, reason: string) => ({ topic: words, key: 'A', time, value: signal('A', time, reason) })
    await workspace.publish([word(1, 'x'), word(2, 'z'.repeat(455_000)), word(3, 'y')])
    const member = workspace.member({ config: { start: 0 } })
    await member.start()
    await untilCaughtUp([member], 1)
    await member.stop()
    const reasons = (await workspace.read('counts')).map(({ value }) => workspace.decode(counts, value).reason)
    expect(reasons).toEqual(['x#1', 'y#2'])
    const [letter] = (await workspace.read('dead.letter')).map(({ value }) =>
      workspace.decode(topics.deadLetter, value),
    )
    expect(letter).toMatchObject({ topic: 'words', offset: 1, error_code: 'OUTPUT_TOO_LARGE', value: null })
    expect(letter?.error).toMatch(/a counts record for A at 2 has 9\d+ bytes.*too large to be kept here/)
  })

  it('an output that only its topic finds too large halts with its name, and nothing is lost when it fits', async () => {
    const workspace = new Workspace(services, [withPartitions(counter, 1)])
    await workspace.create()
    const limit = async (bytes: number) => {
      const admin = testClient(services.brokers).admin()
      await admin.connect()
      const name = `${workspace.topicPrefix}counts`
      const configEntries = [{ name: 'max.message.bytes', value: String(bytes) }]
      const resources = [{ type: ConfigResourceTypes.TOPIC, name, configEntries }]
      await admin.alterConfigs({ validateOnly: false, resources })
      await admin.disconnect()
    }
    await limit(2_000)
    const word = (time: number, reason: string) => ({ topic: words, key: 'A', time, value: signal('A', time, reason) })
    await workspace.publish([word(1, 'x'), word(2, 'z'.repeat(3_000)), word(3, 'y')])
    const halts: string[] = []
    const halting = workspace.member({
      config: { start: 0 },
      onError: ({ errorClass, message }) => errorClass === 'halt' && halts.push(message),
    })
    await halting.start()
    await until('it has halted', () => halting.status().state === 'halted')
    await halting.stop()
    expect(halts[0]).toMatch(
      /counts\/0 is larger than the topic takes: raise its max.message.bytes; .* key A and time 2$/,
    )
    await limit(1_000_000)
    const member = workspace.member({ config: { start: 0 } })
    await member.start()
    await untilCaughtUp([member], 1)
    await member.stop()
    const reasons = (await workspace.read('counts')).map(({ value }) => workspace.decode(counts, value).reason)
    expect(reasons).toEqual(['x#1', `${'z'.repeat(3_000)}#2`, 'y#3'])
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
