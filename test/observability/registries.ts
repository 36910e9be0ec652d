/** What every kind of process answers to Prometheus, with something of everything in it. */
import { BridgeStats } from '../../src/connectors/ai-bridge/bridge-stats.ts'
import { IngestHealth } from '../../src/connectors/market-ingest/ingest-health.ts'
import { BridgeMetrics } from '../../src/metrics/bridge-metrics.ts'
import { EngineMetrics } from '../../src/metrics/engine-metrics.ts'
import { GatewayMetrics } from '../../src/metrics/gateway-metrics.ts'
import { IngestMetrics } from '../../src/metrics/ingest-metrics.ts'
import { MemberMetrics } from '../../src/metrics/member-metrics.ts'
import { StreamError } from '../../src/runtime/errors.ts'
import type { LaneProgress } from '../../src/runtime/kafka/lane/lane-commit.ts'
import { topics } from '../../src/topics.ts'

const NOW_MS = 1_700_000_000_000
const failed = new StreamError('LANE_FAILED', 'retry', 'why')
const fenced = new StreamError('LANE_FENCED', 'retry', 'why')
const tally = { topic: 'market.tick', records: 3, bytes: 300 }

/** The answers, by kind of process. */
export async function pages(): Promise<Readonly<Record<string, string>>> {
  const all = { member: member(), bridge: bridge(), ingest: ingest(), engine: engine(), gateway: gateway() }
  const texts = Object.entries(all).map(async ([kind, metrics]) => [kind, (await metrics.page()).text] as const)
  return Object.fromEntries(await Promise.all(texts))
}

function member(): MemberMetrics {
  const task = {
    topology: 'execution',
    partition: 0,
    timeMs: NOW_MS - 500,
    uncommitted: 1,
    committed: 7,
    inputs: [{ topic: 'market.tick', partition: 0, lag: 4, queued: 2 }],
  }
  const lane: LaneProgress = { lane: 0, state: 'running', restore: { read: 5, toRead: 9 }, tasks: [task] }
  const metrics = new MemberMetrics({
    changelogOf: (topology) => `group-${topology}-changelog`,
    progress: () => [lane],
    standings: () => [{ topology: 'execution', partition: 0, standstillMs: 0 }],
    isReady: () => true,
    now: () => NOW_MS,
  })
  const output = { topic: topics.orderCommand, key: 'A', round: 0, timestamp: 1, headers: {}, value: Buffer.alloc(7) }
  const commit = { topology: 'execution', taken: [tally], outputs: [output], order: null, changelog: [] }
  metrics.hooks.onCommit({ lane: 0, computingMs: 2, durationMs: 9, tasks: [commit] })
  metrics.hooks.onAssigned()
  metrics.foundAccount({
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
    mode: 'ACTIVE',
  })
  metrics.seeError(failed)
  metrics.seeError(fenced)
  return metrics
}

function bridge(): BridgeMetrics {
  const stats = new BridgeStats()
  stats.count('asked')
  stats.answered(1)
  const interval = { symbol: 'A' } as Parameters<typeof stats.failed>[1]
  stats.failed({ code: 'TIMEOUT', message: 'why' } as Parameters<typeof stats.failed>[0], interval, 1)
  stats.fellBack('TIMEOUT', 1)
  const lane = { lane: 0, state: 'running', lag: 2, pending: 1 } as const
  const metrics = new BridgeMetrics({
    status: () => ({ lanes: [lane], isCircuitOpen: false, counts: stats.look() }),
    standings: () => [{ topology: 'ai-bridge', partition: 0, standstillMs: 0 }],
    isReady: () => true,
    topic: 'market.tick',
  })
  metrics.hooks.onAnswered(30)
  metrics.hooks.onCommit([tally], 8)
  metrics.seeError(failed)
  return metrics
}

function ingest(): IngestMetrics {
  const health = new IngestHealth(
    () => NOW_MS,
    () => undefined,
  )
  health.opened('binanceusdm', 'ETHUSDT', 'TRADED')
  health.live('binanceusdm')
  health.exchange('binanceusdm').clockOffsetMs = 12
  health.moved('binanceusdm', 'ETHUSDT', NOW_MS - 100)
  health.refused('binanceusdm', 'ETHUSDT', 'PRICE_JUMP')
  const metrics = new IngestMetrics({ health: () => health.snapshot(), isReady: () => true })
  metrics.seePublished([tally])
  return metrics
}

function engine(): EngineMetrics {
  const health = () => ({ running: true, markets: 3, markets_warm: 2 })
  const metrics = new EngineMetrics({ health, paths: ['/api/ai/signal'] })
  metrics.onSignal('BUY')
  metrics.onResponse('/api/ai/signal', 200, 4)
  return metrics
}

function gateway(): GatewayMetrics {
  const symbol = { symbol: 'AAAUSDT', isClean: true, waiting: 1, unprotectedSince: NOW_MS - 700 }
  const metrics = new GatewayMetrics({
    status: () => ({
      state: 'running',
      mayOpen: true,
      isActive: true,
      isReconciled: true,
      leaseLeftMs: 7_000,
      symbols: [symbol],
    }),
    isReady: () => true,
    now: () => NOW_MS,
  })
  metrics.hooks.onRequest('PLACE', 'ACCEPTED', 40)
  metrics.hooks.onRead('AAAUSDT')
  metrics.hooks.onAppended([], 6)
  metrics.seeError(fenced)
  return metrics
}
