/** What Prometheus asks for: counts and states of the run, out of the model, with bounded labels. */
import { Registry } from 'prom-client'
import { addAccountMetrics } from '../../metrics/account-metrics.ts'
import { addFactMetrics } from '../../metrics/fact-metrics.ts'
import { addCounts, addGauge, addGauges } from '../../metrics/series.ts'
import type { DashboardModel } from '../model/dashboard-model.ts'

/** More symbols than this are not told one by one: a label must not grow without bound. */
const MOST_SYMBOLS = 200

/** Metrics of a model; they are read when they are asked for. */
export function metricsOf(model: DashboardModel): Registry {
  const registry = new Registry()
  const { counts } = model
  addCounts(registry, { name: 'ilf_topic_records_total', help: 'Records of a topic.', label: 'topic' }, () =>
    model.flow.topics.map(({ name, records }) => [name, records] as const),
  )
  addCounts(
    registry,
    { name: 'ilf_topology_outputs_total', help: 'Records a topology has written.', label: 'topology' },
    () => model.overview.topologies.map(({ name, outputs }) => [name, outputs] as const),
  )
  addFactMetrics(registry, () => ({
    signalDecisions: counts.signalDecisions,
    planRefusals: counts.planRefusals,
    orderReports: counts.orderReports,
    deadLetters: model.deadLetters.byCode.map(({ code, count }) => [code, count] as const),
  }))
  const time = { name: 'ilf_stream_time_seconds', help: 'Event time that the run has reached, Unix time.' }
  addGauge(registry, time, () => seconds(model.overview.streamTimeMs))
  const positions = { name: 'ilf_positions_open', help: 'Open positions.' }
  addGauge(registry, positions, () => model.overview.positions.length)
  addAccountMetrics(registry, () => model.overview.account)
  const ages = { name: 'ilf_feed_age_seconds', help: 'Event time since the last tick of a symbol.', labels: ['symbol'] }
  addGauges(registry, ages, () =>
    model.feedAges.slice(0, MOST_SYMBOLS).map(({ symbol, ageMs }) => [{ symbol }, ageMs / 1000] as const),
  )
  return registry
}

function seconds(timeMs: number | null): number | null {
  return timeMs === null ? null : timeMs / 1000
}
