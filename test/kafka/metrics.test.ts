/** The metrics of members on a real broker: they agree with what the topics hold, and what was behind catches up. */
import { beforeAll, expect, it } from 'vitest'
import { type KafkaSettings, kafkaSettings } from '../../src/config/kafka-settings.ts'
import { prepareKafkaRun } from '../../src/kafka-app/kafka-run.ts'
import { lastAccountState } from '../../src/kafka-app/last-account-state.ts'
import type { KafkaReading } from '../../src/kafka-app/report-reader.ts'
import { MemberMetrics } from '../../src/metrics/member-metrics.ts'
import { changelogTopic } from '../../src/runtime/kafka/lane/changelog.ts'
import { topics } from '../../src/topics.ts'
import { topologies } from '../../src/topologies/index.ts'
import type { Topic } from '../../src/topology/topic.ts'
import { SLICE } from '../cli/support/ilf.ts'
import { type ParsedMetrics, parseMetrics } from '../metrics/parse-metrics.ts'
import { readTopic } from '../support/broker/read-topic.ts'
import type { TopicRecord } from '../support/broker/topic-record.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { PARTITIONS, pairInputs } from './support/pairs.ts'
import { filled } from './support/pairs-run.ts'
import { until, untilCaughtUp } from './support/until.ts'

const INPUTS = pairInputs(6_000)

function bytesOf(records: readonly TopicRecord[]): number {
  return records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)
}

describeKafka('the metrics of a member', (services) => {
  it('are those of its topics, commit for commit, and its lag goes back to nothing', async () => {
    const workspace = await filled(services, INPUTS)
    const changelog = changelogTopic(workspace.groupId, 'pairs')
    const metrics = new MemberMetrics({
      changelogOf: () => changelog,
      progress: () => member.progress(),
      standings: () => [],
      isReady: () => member.status().state === 'running',
      now: Date.now,
    })
    const read = async () => parseMetrics((await metrics.page()).text)
    const member = workspace.member({ config: {}, timing: { commitEveryInputs: 100 }, ...metrics.hooks })
    expect((await read()).value('ilf_ready')).toBe(0)
    try {
      await member.start()
      await until('it is behind', async () => (await read()).sum('ilf_lag_records') > 0)
      await untilCaughtUp([member], PARTITIONS)
      const told = await read()

      for (const [name, topic] of [
        ['read', 'words'],
        ['read', 'marks'],
        ['written', 'pairs'],
        ['written', 'pairs.order'],
        ['written', changelog],
      ] as const) {
        const records = await workspace.read(topic)
        const labels = { topology: 'pairs', topic }
        expect([topic, told.value(`ilf_records_${name}_total`, labels)]).toEqual([topic, records.length])
        expect([topic, told.value(`ilf_${name}_bytes_total`, labels)]).toEqual([topic, bytesOf(records)])
      }
      // A lane has one task here, and the task writes one order record for each commit that took something.
      const commits = (await workspace.read('pairs.order')).length
      expect(told.value('ilf_processing_duration_seconds_count')).toBe(commits)
      expect(told.value('ilf_commit_duration_seconds_count')).toBeGreaterThanOrEqual(commits)
      expect(told.value('ilf_commit_duration_seconds_sum')).toBeGreaterThan(0)

      const lags = told.all('ilf_lag_records')
      expect(lags).toHaveLength(2 * PARTITIONS)
      expect(lags.filter(({ value }) => value !== 0)).toEqual([])
      for (const name of ['ilf_queue_records', 'ilf_uncommitted_records'])
        expect([name, told.value(name, { topology: 'pairs' })]).toEqual([name, 0])
      expect(told.all('ilf_watermark_delay_seconds')).toHaveLength(PARTITIONS)
      expect(told.value('ilf_lanes', { state: 'running' })).toBe(PARTITIONS)
      expect(told.value('ilf_rebalances_total')).toBeGreaterThanOrEqual(1)
      expect(told.value('ilf_ready')).toBe(1)
    } finally {
      await member.stop()
    }
  })

  it('tell how much of its changelogs a member has read back', async () => {
    const workspace = await filled(services, INPUTS.slice(0, 600))
    const run = async () => {
      const metrics = new MemberMetrics({
        changelogOf: () => changelogTopic(workspace.groupId, 'pairs'),
        progress: () => member.progress(),
        standings: () => [],
        isReady: () => true,
        now: Date.now,
      })
      const member = workspace.member({ config: {}, ...metrics.hooks })
      await member.start()
      await untilCaughtUp([member], PARTITIONS)
      const told = parseMetrics((await metrics.page()).text)
      await member.stop()
      return [told.sum('ilf_restore_offsets_read'), told.sum('ilf_restore_offsets_to_read')]
    }
    expect(await run()).toEqual([0, 0])
    const [read = 0, toRead] = await run()
    expect(read).toBeGreaterThan(400)
    expect(toRead).toBe(read)
  })
})

describeKafka('the metrics of ilf run --kafka', ({ brokers, registryUrl }) => {
  const name = uniqueName('metrics')
  const prefix = `${name}-`
  let kafka: KafkaSettings
  let reading: KafkaReading
  let told: ParsedMetrics

  beforeAll(async () => {
    const options = { kafka: brokers.join(','), registry: registryUrl, topicPrefix: prefix, app: name }
    kafka = kafkaSettings(options, {})
    const run = await prepareKafkaRun({
      kafka,
      symbols: SLICE[1].split(','),
      to: Date.parse(`${SLICE[3]}Z`),
      partitions: 2,
      // What is being retried on a busy machine is no fault; a lane that halts makes the run throw.
      onError: () => undefined,
    })
    const { signal } = new AbortController()
    expect(run.readiness()).toEqual({ ready: false, reason: 'loading the recording' })
    await run.load(signal, () => undefined)
    expect(await run.go(signal, () => undefined)).toBe('completed')
    told = parseMetrics((await run.metrics()).text)
    reading = await run.read()
  })

  const values = <V>(topic: Topic<V>): readonly V[] =>
    [...reading.reader.records(topic)].flatMap(({ value }) => (value === null ? [] : [value]))
  const counted = (kinds: readonly string[]) =>
    Object.fromEntries([...new Set(kinds)].map((kind) => [kind, kinds.filter((other) => other === kind).length]))
  const by = (metric: string, label: string) =>
    Object.fromEntries(told.all(metric).flatMap(({ labels, value }) => (value === 0 ? [] : [[labels[label], value]])))

  it('count every record of every topic that topologies write', () => {
    const written = new Set(topologies.flatMap(({ sinks }) => sinks.map(({ topic }) => topic.name)))
    for (const topic of written) {
      const records = told.sum('ilf_records_written_total', { topic })
      expect([topic, records]).toEqual([topic, reading.counts[topic]])
    }
    expect(told.sum('ilf_topology_outputs_total')).toBe(
      [...written, topics.deadLetter.name].reduce((sum, topic) => sum + (reading.counts[topic] ?? 0), 0),
    )
  })

  it('count every record that a topology reads once for every task that reads it', () => {
    const ticks = reading.counts['market.tick'] ?? 0
    expect(ticks).toBeGreaterThan(1_000)
    for (const { name: topology, sources, tasks } of topologies) {
      for (const { topic, mode } of sources) {
        const readers = mode === 'broadcast' && tasks !== 'single' ? 2 : 1
        const records = told.sum('ilf_records_read_total', { topology, topic: topic.name })
        expect([topology, topic.name, records]).toEqual([
          topology,
          topic.name,
          readers * (reading.counts[topic.name] ?? 0),
        ])
      }
    }
  })

  it('keep each order record of a commit, with its bytes', async () => {
    for (const { name: topology } of topologies) {
      const records = await readTopic(brokers, `${prefix}${topology}.order`)
      const labels = { topology, topic: `${topology}.order` }
      expect([topology, told.value('ilf_records_written_total', labels)]).toEqual([topology, records.length])
      expect(told.value('ilf_written_bytes_total', labels)).toBe(bytesOf(records))
    }
  })

  it('count decisions, refusals, orders and dead letters by kind', () => {
    const decisions = values(topics.signalDecision)
    expect(decisions.length).toBeGreaterThan(100)
    expect(by('ilf_signal_decisions_total', 'reason')).toEqual(counted(decisions.map(({ reason }) => reason)))
    const refused = values(topics.planDecision).filter(({ final, outcome }) => final && outcome === 'REFUSED')
    expect(by('ilf_plan_refusals_total', 'reason')).toEqual(counted(refused.map(({ reason }) => reason)))
    const reports = values(topics.executionReport)
    expect(by('ilf_execution_reports_total', 'status')).toEqual(counted(reports.map(({ status }) => status)))
    const letters = values(topics.deadLetter)
    expect(by('ilf_dead_letters_total', 'code')).toEqual(counted(letters.map(({ error_code: code }) => code)))
  })

  it('tell the account as it was written last, and a member that starts anew finds it', async () => {
    const last = values(topics.accountState).at(-1)
    expect(told.value('ilf_account_mode', { mode: last?.mode ?? '' })).toBe(1)
    expect(told.value('ilf_account_equity')).toBe(Number(last?.equity))
    expect(await lastAccountState(kafka, 'paper')).toEqual(last)
    expect(await lastAccountState(kafka, 'another')).toBeNull()
  })
})
