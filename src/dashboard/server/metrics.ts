/** What Prometheus asks for: counts and states of the run, out of the model, with bounded labels. */
import { Counter, Gauge, Registry } from 'prom-client'
import type { DashboardModel } from '../model/dashboard-model.ts'

const MODES = ['ACTIVE', 'REDUCING', 'HALTED', 'DRAINING'] as const
/** More symbols than this are not told one by one: a label must not grow without bound. */
const MOST_SYMBOLS = 200

/** Metrics of a model; they are read when they are asked for. */
export function metricsOf(model: DashboardModel): Registry {
  const registry = new Registry()
  const registers = [registry]
  const counter = (name: string, help: string, label: string, counts: () => Iterable<readonly [string, number]>) =>
    new Counter({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset()
        for (const [kind, count] of counts()) this.inc({ [label]: kind }, count)
      },
    })
  const gauge = (name: string, help: string, value: () => number | null) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.reset()
        const now = value()
        if (now !== null) this.set(now)
        else this.remove()
      },
    })
  const { counts } = model
  counter('ilf_topic_records_total', 'Records of a topic.', 'topic', () =>
    model.flow.topics.map(({ name, records }) => [name, records] as const),
  )
  counter('ilf_topology_outputs_total', 'Records a topology has written.', 'topology', () =>
    model.overview.topologies.map(({ name, outputs }) => [name, outputs] as const),
  )
  counter(
    'ilf_signal_decisions_total',
    'Decisions on signals, by reason; ACCEPTED is one.',
    'reason',
    () => counts.signalDecisions,
  )
  counter(
    'ilf_plan_refusals_total',
    'Plans that were refused in the end, by reason.',
    'reason',
    () => counts.planRefusals,
  )
  counter('ilf_execution_reports_total', 'Reports on orders, by status.', 'status', () => counts.orderReports)
  counter('ilf_dead_letters_total', 'Records that could not be read or processed, by code.', 'code', () =>
    model.deadLetters.byCode.map(({ code, count }) => [code, count] as const),
  )
  gauge('ilf_stream_time_seconds', 'Event time that the run has reached, Unix time.', () =>
    seconds(model.overview.streamTimeMs),
  )
  gauge('ilf_positions_open', 'Open positions.', () => model.overview.positions.length)
  gauge('ilf_account_equity', 'Equity of the account, quote units.', () => model.overview.account?.equity ?? null)
  gauge(
    'ilf_account_drawdown_ratio',
    'Fall from the highest equity.',
    () => model.overview.account?.drawdownRatio ?? null,
  )
  new Gauge({
    name: 'ilf_account_mode',
    help: '1 for the mode the account is in, 0 for the others.',
    labelNames: ['mode'],
    registers,
    collect() {
      for (const mode of MODES) this.set({ mode }, model.overview.account?.mode === mode ? 1 : 0)
    },
  })
  new Gauge({
    name: 'ilf_feed_age_seconds',
    help: 'Event time since the last tick of a symbol.',
    labelNames: ['symbol'],
    registers,
    collect() {
      this.reset()
      for (const { symbol, ageMs } of model.feedAges.slice(0, MOST_SYMBOLS)) this.set({ symbol }, ageMs / 1000)
    },
  })
  return registry
}

function seconds(timeMs: number | null): number | null {
  return timeMs === null ? null : timeMs / 1000
}
