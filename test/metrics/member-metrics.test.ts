/** The metrics of a member out of what a driver tells: bounded labels, sums, and nothing where nothing is known. */
import { describe, expect, it } from 'vitest'
import { MemberMetrics } from '../../src/metrics/member-metrics.ts'
import type { AccountState, DeadLetter, PlanDecision } from '../../src/records/generated.ts'
import { Serde } from '../../src/records/serde.ts'
import { LocalSchemas } from '../../src/runtime/embedded/local-schemas.ts'
import { StreamError } from '../../src/runtime/errors.ts'
import type { LaneProgress, TaskProgress } from '../../src/runtime/kafka/lane/lane-commit.ts'
import { topics } from '../../src/topics.ts'
import type { Topic } from '../../src/topology/topic.ts'
import { type ParsedMetrics, parseMetrics } from './parse-metrics.ts'

const NOW_MS = 1_700_000_100_000

function task(topology: string, partition: number, lags: readonly number[]): TaskProgress {
  return {
    topology,
    partition,
    timeMs: NOW_MS - 2_500,
    uncommitted: 3,
    committed: 100,
    inputs: lags.map((lag, i) => ({ topic: 'market.tick', partition: i, lag, queued: Math.min(lag, 1) })),
  }
}

function metricsOf(lanes: readonly LaneProgress[] = []): MemberMetrics {
  return new MemberMetrics({
    changelogOf: (topology) => `group-${topology}-changelog`,
    progress: () => lanes,
    standings: () => [{ topology: 'trade-intent', partition: 1, standstillMs: 31_500 }],
    isReady: () => lanes.length > 0,
    now: () => NOW_MS,
  })
}

async function read(metrics: MemberMetrics): Promise<ParsedMetrics> {
  const { contentType, text } = await metrics.page()
  expect(contentType).toContain('text/plain; version=0.0.4')
  return parseMetrics(text)
}

/** Shows the metrics a value that was committed. */
function write<V>(metrics: MemberMetrics, { name, codec }: Topic<V>, value: V): void {
  const serde = new Serde(new LocalSchemas(undefined))
  const bytes = serde.encode(codec, value)
  for (const observer of metrics.hooks.observers) if (observer.topic === name) observer.committed(bytes, serde)
}

const letter = (error_code: string): DeadLetter => ({
  topic: 'market.tick',
  event_time: 1,
  partition: 0,
  offset: 0,
  key: Buffer.from('A'),
  error_code,
  error: 'why',
})

const refusal = (reason: string, final = true): PlanDecision => ({
  symbol: 'A',
  event_time: 1,
  account: 'paper',
  plan_id: null,
  intent_id: 'i',
  signal_id: 's',
  stage: 'PLAN',
  outcome: 'REFUSED',
  final,
  reason,
  limited_by: [],
})

const account = (mode: AccountState['mode']): AccountState => ({
  account: 'paper',
  event_time: 1,
  balance: '100',
  equity: '99.5',
  margin_used: '0',
  margin_utilisation_ratio: 0,
  exposure_ratio: 0,
  notional_ratio: 0,
  open_positions: 2,
  closed_positions: 0,
  pnl_trend: 0,
  loss_streak: 0,
  drawdown_ratio: 0.05,
  mode,
})

describe('MemberMetrics', () => {
  it('tells of the process, and of nothing that was not heard of yet', async () => {
    const metrics = await read(metricsOf())
    expect(metrics.value('ilf_ready')).toBe(0)
    expect(metrics.all('ilf_build_info')).toEqual([{ labels: { version: expect.any(String) }, value: 1 }])
    expect(metrics.value('process_cpu_seconds_total')).toBeGreaterThan(0)
    expect(metrics.series.has('nodejs_eventloop_lag_seconds')).toBe(true)
    for (const name of ['ilf_account_mode', 'ilf_account_equity', 'ilf_stream_time_seconds', 'ilf_lag_records'])
      expect([name, metrics.families.has(name), metrics.all(name)]).toEqual([name, true, []])
  })

  it('counts what a commit took and wrote, by topology and topic', async () => {
    const metrics = metricsOf()
    const record = { key: Buffer.from('k'), timestamp: 1, headers: {} }
    const output = { topic: topics.tradeIntent, key: 'A', round: 0, timestamp: 1, headers: {}, value: Buffer.alloc(7) }
    const commit = {
      lane: 0,
      computingMs: 3,
      durationMs: 40,
      tasks: [
        {
          topology: 'trade-intent',
          taken: [
            { topic: 'market.tick', records: 5, bytes: 500 },
            { topic: 'ai.signal', records: 0, bytes: 0 },
          ],
          outputs: [output, output],
          order: { ...output, topic: { ...topics.tradeIntent, name: 'trade-intent.order' } },
          changelog: [
            { ...record, value: Buffer.alloc(3) },
            { ...record, value: null },
          ],
        },
      ],
    }
    metrics.hooks.onCommit(commit)
    metrics.hooks.onCommit(commit)
    metrics.hooks.onCommit({ lane: 1, computingMs: 0, durationMs: 1, tasks: [] })
    metrics.hooks.onAssigned()
    const told = await read(metrics)
    const of = (topic: string) => ({ topology: 'trade-intent', topic })
    expect(told.all('ilf_records_read_total')).toEqual([{ labels: of('market.tick'), value: 10 }])
    expect(told.value('ilf_read_bytes_total', of('market.tick'))).toBe(1_000)
    expect(told.value('ilf_records_written_total', of('trade.intent'))).toBe(4)
    expect(told.value('ilf_written_bytes_total', of('trade.intent'))).toBe(28)
    expect(told.value('ilf_records_written_total', of('trade-intent.order'))).toBe(2)
    expect(told.value('ilf_records_written_total', of('group-trade-intent-changelog'))).toBe(4)
    expect(told.value('ilf_written_bytes_total', of('group-trade-intent-changelog'))).toBe(6)
    expect(told.value('ilf_topology_outputs_total', { topology: 'trade-intent' })).toBe(4)
    expect(told.value('ilf_commit_duration_seconds_count')).toBe(3)
    expect(told.value('ilf_commit_duration_seconds_sum')).toBeCloseTo(0.081)
    expect(told.value('ilf_processing_duration_seconds_count')).toBe(2)
    expect(told.value('ilf_rebalances_total')).toBe(1)
  })

  it('sums queues up, and of a partition that several tasks read takes the one farthest behind', async () => {
    const restore = { read: 40, toRead: 100 }
    const told = await read(
      metricsOf([
        { lane: 0, state: 'running', restore, tasks: [task('trade-intent', 0, [5, 0])] },
        { lane: 1, state: 'running', restore, tasks: [task('trade-intent', 1, [2, 9])] },
        { lane: 2, state: 'restoring', restore, tasks: [] },
      ]),
    )
    const of = (partition: number) => ({ topology: 'trade-intent', topic: 'market.tick', partition })
    expect([0, 1].map((partition) => told.value('ilf_lag_records', of(partition)))).toEqual([5, 9])
    expect(told.value('ilf_queue_records', { topology: 'trade-intent' })).toBe(3)
    expect(told.value('ilf_uncommitted_records', { topology: 'trade-intent' })).toBe(6)
    expect(told.value('ilf_watermark_delay_seconds', { topology: 'trade-intent', partition: 1 })).toBe(2.5)
    expect(told.value('ilf_stream_time_seconds')).toBe((NOW_MS - 2_500) / 1000)
    expect(told.value('ilf_standstill_seconds', { topology: 'trade-intent', partition: 1 })).toBe(31.5)
    expect(told.value('ilf_lanes', { state: 'running' })).toBe(2)
    expect(told.value('ilf_lanes', { state: 'restoring' })).toBe(1)
    expect(told.value('ilf_lanes', { state: 'halted' })).toBe(0)
    expect(told.value('ilf_restore_offsets_read', { lane: 2 })).toBe(40)
    expect(told.value('ilf_restore_offsets_to_read', { lane: 2 })).toBe(100)
    expect(told.value('ilf_ready')).toBe(1)
  })

  it('counts codes and reasons by name where it knows them, and all others together', async () => {
    const metrics = metricsOf()
    for (const code of ['LATE_TICK', 'LATE_TICK', 'code="x"\n', 'NEW_CODE'])
      write(metrics, topics.deadLetter, letter(code))
    for (const reason of ['NO_EQUITY', 'ENTRY_REJECTED', '<b>']) write(metrics, topics.planDecision, refusal(reason))
    write(metrics, topics.planDecision, refusal('NO_EQUITY', false))
    metrics.seeError(new StreamError('LANE_FENCED', 'retry', 'secret'))
    metrics.seeError(new StreamError('MY_OWN', 'halt', 'secret'))
    const told = await read(metrics)
    // What has not happened yet is told as zero, so that the first time is an increase.
    expect(told.value('ilf_execution_reports_total', { status: 'UNKNOWN' })).toBe(0)
    expect(told.value('ilf_signal_decisions_total', { reason: 'other' })).toBe(0)
    const by = (name: string, label: string) =>
      Object.fromEntries(told.all(name).flatMap(({ labels, value }) => (value === 0 ? [] : [[labels[label], value]])))
    expect(by('ilf_dead_letters_total', 'code')).toEqual({ LATE_TICK: 2, other: 2 })
    expect(by('ilf_plan_refusals_total', 'reason')).toEqual({ NO_EQUITY: 1, ENTRY_REJECTED: 1, other: 1 })
    expect(told.value('ilf_errors_total', { code: 'LANE_FENCED', class: 'retry' })).toBe(1)
    expect(told.value('ilf_errors_total', { code: 'other', class: 'halt' })).toBe(1)
    expect((await metrics.page()).text).not.toContain('secret')
  })

  it('tells the mode that was found at the start, until the account says another', async () => {
    const metrics = metricsOf()
    const mode = async () => (await read(metrics)).all('ilf_account_mode').filter(({ value }) => value === 1)
    metrics.foundAccount(account('HALTED'))
    expect(await mode()).toEqual([{ labels: { mode: 'HALTED' }, value: 1 }])
    write(metrics, topics.accountState, account('ACTIVE'))
    metrics.foundAccount(account('HALTED'))
    expect(await mode()).toEqual([{ labels: { mode: 'ACTIVE' }, value: 1 }])
    const told = await read(metrics)
    expect(['equity', 'drawdown_ratio', 'open_positions'].map((name) => told.value(`ilf_account_${name}`))).toEqual([
      99.5, 0.05, 2,
    ])
  })
})
