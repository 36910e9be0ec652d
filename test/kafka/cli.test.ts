/** The commands on Kafka, as processes of their own against a real broker and registry. */
import { ConfigResourceTypes } from 'kafkajs'
import { expect, it } from 'vitest'
import { ilf, temporaryFolder } from '../cli/support/ilf.ts'
import { testClient } from '../support/broker/client.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'

/** Header and rows of a printed table, each row as its cells. */
function rows(stdout: string): readonly (readonly string[])[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(/ {2,}/))
}

describeKafka('ilf topics', ({ brokers }) => {
  it('creates what is missing, once, and finds what differs', async () => {
    const prefix = `${uniqueName('cli')}-`
    const cluster = ['--kafka', brokers.join(','), '--topic-prefix', prefix]
    const first = await ilf(['topics', 'create', ...cluster], temporaryFolder())
    expect(first).toMatchObject({ exitCode: 0, stderr: '' })
    expect(first.stdout).toContain(`created ${prefix}market.tick\n`)
    expect(first.stdout).toContain(`created ${prefix}trade-intent.order\n`)
    expect(first.stdout).toContain(`created ${prefix}ilf-trade-intent-trade-intent-changelog\n`)
    expect(first.stdout).toMatch(/\d+ created, 0 there already\n$/)

    const second = await ilf(['topics', 'create', ...cluster], temporaryFolder())
    expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^0 created, \d+ there already\n$/) })

    const admin = testClient(brokers).admin()
    await admin.connect()
    await admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: `${prefix}market.tick`,
          configEntries: [{ name: 'retention.ms', value: '1000' }],
        },
      ],
    })
    await admin.createPartitions({ topicPartitions: [{ topic: `${prefix}order.command`, count: 9 }] })
    await admin.disconnect()
    const described = await ilf(['topics', 'describe', ...cluster], temporaryFolder())
    expect(described.exitCode).toBe(1)
    const [head, ...found] = rows(described.stdout)
    expect(head).toEqual(['TOPIC', 'DIFFERS IN', 'SHOULD BE', 'IS'])
    expect(found.toSorted()).toEqual([
      // Altering one setting puts the others back to the broker's own.
      [`${prefix}market.tick`, 'message.timestamp.after.max.ms', '3153600000000', '3600000'],
      [`${prefix}market.tick`, 'message.timestamp.before.max.ms', '3153600000000', '9223372036854775807'],
      [`${prefix}market.tick`, 'retention.ms', '604800000', '1000'],
      [`${prefix}order.command`, 'partitions', '8', '9'],
    ])
  })

  it('says which brokers do not answer', async () => {
    const { exitCode, stderr } = await ilf(['topics', 'describe', '--kafka', '127.0.0.1:1'], temporaryFolder())
    expect(exitCode).toBe(1)
    expect(stderr).toContain('127.0.0.1:1')
    expect(stderr).not.toContain('in a way it should not have')
  })
})

describeKafka('ilf schemas', ({ registryUrl }) => {
  it('checks and registers all schemas, and registering again changes nothing', async () => {
    const options = ['--registry', registryUrl, '--topic-prefix', `${uniqueName('cli')}-`]
    const results = async (command: string) => {
      const { exitCode, stdout } = await ilf(['schemas', command, ...options], temporaryFolder())
      return { exitCode, results: [...new Set(rows(stdout).map((row) => row[3]))] }
    }
    expect(await results('check')).toEqual({ exitCode: 0, results: ['RESULT', 'new'] })
    expect(await results('register')).toEqual({ exitCode: 0, results: ['RESULT', 'registered'] })
    expect(await results('register')).toEqual({ exitCode: 0, results: ['RESULT', 'unchanged'] })
    expect(await results('check')).toEqual({ exitCode: 0, results: ['RESULT', 'unchanged'] })
  })

  it.each([
    ['check', 'incompatible'],
    ['register', 'refused'],
  ])('%s names a schema that the registry does not take', async (command, result) => {
    const prefix = `${uniqueName('cli')}-`
    const subject = `${prefix}trade.intent-value`
    const answer = await fetch(`${registryUrl}/subjects/${subject}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ schema: '{"type":"string"}' }),
    })
    expect(answer.status).toBe(200)
    const options = ['--registry', registryUrl, '--topic-prefix', prefix]
    const { exitCode, stdout, stderr } = await ilf(['schemas', command, ...options], temporaryFolder())
    expect(exitCode).toBe(1)
    expect(rows(stdout).filter((row) => row[3] === result)).toEqual([[subject, '-', '-', result]])
    expect(stderr).toMatch(/^1 of \d+ schemas (were|would be) refused\n$/)
  })

  it('waits for a registry that is away as long as it was told to, and shows no password', async () => {
    const options = ['--registry', 'http://someone:hunter2@127.0.0.1:9777/apis', '--wait', '1']
    const { exitCode, stderr } = await ilf(['schemas', 'check', ...options], temporaryFolder())
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/does not answer: .* asking again in \d+ ms\n/)
    expect(stderr).toMatch(/error: the schema registry does not answer/)
    expect(stderr).not.toContain('hunter2')
  })
})
