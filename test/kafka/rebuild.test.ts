/** A rebuild: the state comes back from the inputs, nothing is written twice, and the run goes on as if nothing had been. */
import { beforeAll, expect, it } from 'vitest'
import { changelogTopic } from '../../src/runtime/kafka/lane/changelog.ts'
import { type RebuildOptions, rebuild } from '../../src/runtime/kafka/rebuild/rebuild.ts'
import { ilf, SHORT_SLICE, temporaryFolder } from '../cli/support/ilf.ts'
import { testClient } from '../support/broker/client.ts'
import { readTopic } from '../support/broker/read-topic.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { lastWords, tallies, tally, tallyInputs } from './support/tally.ts'
import { until, untilCaughtUp } from './support/until.ts'
import { type PublishedRecord, Workspace, withPartitions } from './support/workspace.ts'

// The cut lies behind a full second that only some of the tasks have reached.
const FIRST = tallyInputs(10, 3_010)
const SECOND = [...tallyInputs(3_010, 5_510), ...lastWords(6_500)]
const THIRD = [...tallyInputs(7_000, 9_510), ...lastWords(10_500)]

/** What a restore would find in a changelog: the last value of every key. */
async function stateOf(brokers: readonly string[], changelog: string): Promise<readonly string[]> {
  const state = new Map<string, string>()
  for (const { partition, key, value } of await readTopic(brokers, changelog)) {
    if (value === null) state.delete(`${partition} ${key}`)
    else state.set(`${partition} ${key}`, String(value))
  }
  return [...state].map(([key, value]) => `${key} ${value}`).sort()
}

describeKafka('a rebuild', (services) => {
  const of = (partitions: number, same?: Workspace<object>, storeVersion = 1) =>
    new Workspace<object>(services, [withPartitions(tally(storeVersion), partitions)], same)

  /** A workspace whose group has taken some inputs. */
  async function begun(partitions: number, inputs: readonly PublishedRecord[]): Promise<Workspace<object>> {
    const workspace = of(partitions)
    await workspace.create()
    await take(workspace, partitions, inputs)
    return workspace
  }

  async function take(workspace: Workspace<object>, lanes: number, inputs: readonly PublishedRecord[]): Promise<void> {
    await workspace.publish(inputs)
    const member = workspace.member({ config: {} })
    await member.start()
    await untilCaughtUp([member], lanes)
    await member.stop()
  }

  const rebuildIn = ({ cluster, groupId, topologies }: Workspace<object>, more: Partial<RebuildOptions<object>> = {}) =>
    rebuild({
      ...cluster,
      registryUrl: services.registryUrl,
      groupId,
      topologies,
      config: {},
      configDigest: 'test',
      sharesTopics: (id) => id === groupId,
      onStep: () => undefined,
      onError: (error) => {
        throw error
      },
      signal: new AbortController().signal,
      ...more,
    })

  /** What the readers of the output got, without partitions and offsets: a new count changes both. */
  async function outputsOf(workspace: Workspace<object>): Promise<readonly string[]> {
    const records = await workspace.read(tallies.name)
    return records
      .map(({ key, timestamp, headers, value }) =>
        JSON.stringify([String(key), timestamp, headers, workspace.decode(tallies, value)]),
      )
      .sort()
  }

  const nameOf = ({ topicPrefix, groupId }: Workspace<object>) => topicPrefix + changelogTopic(groupId, 'tally')

  let calm: readonly string[] = []

  beforeAll(async () => {
    calm = await outputsOf(await begun(2, [...FIRST, ...SECOND, ...THIRD]))
  })

  it('goes on with other numbers of partitions as a run that nothing interrupted, again and again', async () => {
    const two = await begun(2, FIRST)
    const before = (await outputsOf(two)).length
    const five = of(5, two)
    const steps: string[] = []
    const done = await rebuildIn(five, { onStep: (text) => steps.push(text) })
    expect(done.extended.map((name) => name.slice(two.topicPrefix.length)).sort()).toEqual(
      [changelogTopic(two.groupId, 'tally'), 'rules', 'tallies', 'words'].sort(),
    )
    expect(done.topologies).toMatchObject([{ name: 'tally', tasks: 5, compacted: 0 }])
    expect(done.topologies[0]?.inputs).toBe(FIRST.length)
    expect(steps.at(-1)).toBe('writing the new state')
    // Only what a task of two had not come to say is written by the rebuild itself.
    expect(done.topologies[0]?.unwritten).toBeGreaterThan(0)
    expect((await outputsOf(five)).length - before).toBe(done.topologies[0]?.unwritten)
    await take(five, 5, SECOND)
    await rebuildIn(five)
    await rebuildIn(five)
    const six = of(6, five)
    await rebuildIn(six)
    await take(six, 6, THIRD)
    const records = await outputsOf(six)
    expect(new Set(records).size).toBe(records.length)
    expect(records).toEqual(calm)
  })

  it('makes the very state that stood there', async () => {
    const workspace = await begun(2, FIRST)
    const before = await stateOf(workspace.services.brokers, nameOf(workspace))
    expect(before.length).toBeGreaterThan(40)
    await rebuildIn(workspace)
    expect(await stateOf(workspace.services.brokers, nameOf(workspace))).toEqual(before)
  })

  it('brings back a lost changelog, and a store whose version has changed', async () => {
    const workspace = await begun(2, FIRST)
    const changelog = nameOf(workspace)
    const admin = testClient(services.brokers).admin()
    await admin.connect()
    await admin.deleteTopics({ topics: [changelog] })
    await until('the topic is gone', async () => !(await admin.listTopics()).includes(changelog))
    await admin.disconnect()
    await rebuildIn(workspace)
    await take(workspace, 2, SECOND)
    const changed = of(2, workspace, 2)
    const halts: string[] = []
    const member = changed.member({ config: {}, onError: ({ code }) => halts.push(code) })
    await member.start()
    await until('the member has halted', () => member.status().state === 'halted')
    await member.stop()
    expect(halts).toContain('STORE_VERSION')
    await rebuildIn(changed)
    await take(changed, 2, THIRD)
    expect(await outputsOf(changed)).toEqual(calm)
  })

  it('that is interrupted leaves nobody on half a state, and can be begun again', async () => {
    const two = await begun(2, FIRST)
    const three = of(3, two)
    const stop = new AbortController()
    const onStep = (text: string) => text.startsWith('more partitions') && stop.abort(new Error('interrupted'))
    await expect(rebuildIn(three, { signal: stop.signal, onStep })).rejects.toThrow('interrupted')
    const halts: string[] = []
    const member = three.member({ config: {}, onError: ({ message }) => halts.push(message) })
    await member.start()
    await until('every lane has halted', () => halts.length === 3)
    await member.stop()
    expect(halts).toHaveLength(3)
    expect(halts[0]).toContain('is of 2 tasks, but there are 3 now: run `ilf rebuild`')
    await rebuildIn(three)
    await take(three, 3, [...SECOND, ...THIRD])
    expect(await outputsOf(three)).toEqual(calm)
  })

  it('is refused while a member runs, and while inputs would change their task', async () => {
    const two = await begun(2, FIRST)
    const member = two.member({ config: {} })
    await member.start()
    await untilCaughtUp([member], 2)
    await expect(rebuildIn(two)).rejects.toThrow(`members are running: ${two.groupId} (1 member)`)
    await member.stop()
    await two.publish(tallyInputs(3_010, 3_500))
    await expect(rebuildIn(of(5, two))).rejects.toThrow(/tally has not taken \d+ records of .*words\/[01]/)
    await expect(rebuildIn(of(1, two))).rejects.toThrow('has 2 partitions, not 1')
    await rebuildIn(two)
  })
})

describeKafka('ilf rebuild all', ({ brokers, registryUrl }) => {
  it('makes the very state of the whole dataflow, whose topologies feed one another', async () => {
    const name = uniqueName('run')
    const cluster = ['--kafka', brokers.join(','), '--registry', registryUrl, '--topic-prefix', `${name}-`]
    const options = [...cluster, '--app', name, '--partitions', '2']
    expect((await ilf(['run', '--json', ...SHORT_SLICE, ...options], temporaryFolder())).exitCode).toBe(0)
    const states = async () => {
      const admin = testClient(brokers).admin()
      await admin.connect()
      const topics = await admin.listTopics()
      await admin.disconnect()
      const changelogs = topics.filter((topic) => topic.startsWith(`${name}-`) && topic.endsWith('-changelog')).sort()
      return Promise.all(changelogs.map(async (topic) => ({ topic, state: await stateOf(brokers, topic) })))
    }
    const before = await states()
    expect(before).toHaveLength(7)
    const { exitCode, stdout, stderr } = await ilf(['rebuild', 'all', ...options], temporaryFolder())
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    expect(stdout).toMatch(/^trade-intent +2 +\d{4,} +\d{2,} +0 +0$/m)
    for (const [i, { topic, state }] of (await states()).entries()) {
      expect({ topic, state }).toEqual(before[i])
    }
  })
})
