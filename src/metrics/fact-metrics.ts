/** Decisions, refusals, orders and dead letters as metrics: the same names for an embedded run and for members on Kafka. */
import type { Registry } from 'prom-client'
import { DEAD_LETTER_CODES, DECISION_REASONS, PLAN_REASONS, REPORT_STATUSES } from './known-names.ts'
import { addCounts, bounded, OTHER } from './series.ts'

type Counts = Iterable<readonly [name: string, count: number]>

/** Where the counts are, asked at every scrape. */
export interface FactSource {
  readonly signalDecisions: Counts
  readonly planRefusals: Counts
  readonly orderReports: Counts
  readonly deadLetters: Counts
}

/** Adds a counter for each kind of fact. */
export function addFactMetrics(registry: Registry, facts: () => FactSource): void {
  addCounts(
    registry,
    { name: 'ilf_signal_decisions_total', help: 'Decisions on signals, by reason; ACCEPTED is one.', label: 'reason' },
    () => known(facts().signalDecisions, DECISION_REASONS),
  )
  addCounts(
    registry,
    { name: 'ilf_plan_refusals_total', help: 'Plans that were refused in the end, by reason.', label: 'reason' },
    () => known(facts().planRefusals, PLAN_REASONS),
  )
  addReports(registry, () => facts().orderReports)
  addDeadLetters(registry, () => facts().deadLetters)
}

/** Adds the counter of reports; `counts` are by status. */
export function addReports(registry: Registry, counts: () => Counts): void {
  const reports = { name: 'ilf_execution_reports_total', help: 'Reports on orders, by status.', label: 'status' }
  addCounts(registry, reports, () => known(counts(), REPORT_STATUSES))
}

/** Adds the counter of dead letters; `counts` are by error code. */
export function addDeadLetters(registry: Registry, counts: () => Counts): void {
  addCounts(
    registry,
    { name: 'ilf_dead_letters_total', help: 'Records that were put aside into dead.letter, by code.', label: 'code' },
    () => known(counts(), DEAD_LETTER_CODES),
  )
}

/** Every name there is stands there from the beginning: Prometheus sees no increase where a series begins. */
function* known(counts: Counts, names: ReadonlySet<string>): Generator<readonly [string, number]> {
  for (const name of names) yield [name, 0]
  yield [OTHER, 0]
  for (const [name, count] of counts) yield [bounded(names, name), count]
}
