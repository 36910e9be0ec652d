/** The metrics of a gateway: whether it sends entries, how long positions lack a stop, and what the exchange answers. */
import { Counter, Histogram, type Registry } from 'prom-client'
import type { VenueRequest } from '../connectors/gateway/watched-venue.ts'
import type { ExecutionReport } from '../records/generated.ts'
import type { StreamError } from '../runtime/errors.ts'
import { ErrorMetrics } from './error-metrics.ts'
import { FactCounts } from './fact-counts.ts'
import { addReports } from './fact-metrics.ts'
import { addReady, type MetricsPage, metricsPage, processRegistry } from './metrics-page.ts'
import { addGauge, addGauges } from './series.ts'
import { commitDurations, DURATION_BUCKETS } from './traffic.ts'

/** More symbols than this are not told one by one: the longest time is told of all. */
const MOST_SYMBOLS = 200
const STATES = ['starting', 'waiting', 'running', 'stopped', 'halted'] as const

/** Where a gateway stands. */
export interface GatewayFigures {
  readonly state: (typeof STATES)[number]
  readonly mayOpen: boolean
  readonly isActive: boolean
  readonly isReconciled: boolean
  readonly leaseLeftMs: number
  readonly symbols: readonly {
    readonly symbol: string
    readonly isClean: boolean
    readonly waiting: number
    /** Unix time in ms. */
    readonly unprotectedSince: number | null
  }[]
}

export interface GatewaySource {
  status(): GatewayFigures
  isReady(): boolean
  /** Wall clock, Unix time in ms. */
  now(): number
}

/** What the gateway has to be given, see `GatewayObserver`. */
export interface GatewayHooks {
  onRequest(request: VenueRequest, outcome: string, durationMs: number): void
  onRead(symbol: string): void
  onAppended(reports: readonly ExecutionReport[], durationMs: number): void
}

export class GatewayMetrics {
  readonly hooks: GatewayHooks = {
    onRequest: (...request) => this.seeRequest(...request),
    onRead: (symbol) => this.heard.set(symbol, this.now()),
    onAppended: (...entry) => this.seeAppended(...entry),
  }
  private readonly registry: Registry = processRegistry()
  private readonly errors = new ErrorMetrics(this.registry)
  private readonly commits = commitDurations(this.registry)
  private readonly facts = new FactCounts()
  private readonly requests: Counter<'request' | 'outcome'>
  private readonly durations: Histogram
  private readonly now: () => number
  /** When the exchange was heard of a symbol last, and of the account as a whole, Unix time in ms. */
  private readonly heard = new Map<string, number>()

  constructor({ status, isReady, now }: GatewaySource) {
    const { registry } = this
    this.now = now
    addReady(registry, isReady)
    addStanding(registry, status)
    addProtection(registry, status, now)
    const age = {
      name: 'ilf_gateway_reconciliation_age_seconds',
      help: 'Time since the exchange was heard of the symbol, or the account, that it was heard of longest ago.',
    }
    addGauge(registry, age, () => {
      const times = [...this.heard.values()]
      return times.length === 0 ? null : (now() - Math.min(...times)) / 1000
    })
    addReports(registry, () => this.facts.orderReports)
    this.requests = new Counter({
      name: 'ilf_gateway_requests_total',
      help: 'Requests to the exchange, by what was asked and what came of it.',
      labelNames: ['request', 'outcome'],
      registers: [registry],
    })
    this.durations = new Histogram({
      name: 'ilf_gateway_request_duration_seconds',
      help: 'Time from a request to the exchange until its answer, or until it was given up.',
      buckets: DURATION_BUCKETS,
      registers: [registry],
    })
  }

  /** Counts an error that the gateway has told of. */
  seeError(error: StreamError): void {
    this.errors.see(error)
  }

  page(): Promise<MetricsPage> {
    return metricsPage(this.registry)
  }

  private seeRequest(request: VenueRequest, outcome: string, durationMs: number): void {
    this.requests.inc({ request, outcome })
    this.durations.observe(durationMs / 1000)
    if (request === 'READ_ACCOUNT' && outcome === 'ANSWERED') this.heard.set('', this.now())
  }

  private seeAppended(reports: readonly ExecutionReport[], durationMs: number): void {
    this.commits.observe(durationMs / 1000)
    for (const report of reports) this.facts.seeReport(report)
  }
}

function addStanding(registry: Registry, status: () => GatewayFigures): void {
  const flag = (name: string, help: string, isSo: (figures: GatewayFigures) => boolean) =>
    addGauge(registry, { name, help }, () => (isSo(status()) ? 1 : 0))
  flag('ilf_gateway_may_open', '1 while entries are sent, else 0.', ({ mayOpen }) => mayOpen)
  flag('ilf_gateway_account_active', '1 while the log has the account active, else 0.', ({ isActive }) => isActive)
  flag('ilf_gateway_reconciled', '1 while nothing at the exchange is unexplained, else 0.', (now) => now.isReconciled)
  const state = { name: 'ilf_gateway_state', help: '1 for the state it is in, 0 for the others.', labels: ['state'] }
  addGauges(registry, state, () => STATES.map((one) => [{ state: one }, one === status().state ? 1 : 0] as const))
  const gauge = (name: string, help: string, figure: (figures: GatewayFigures) => number) =>
    addGauge(registry, { name, help }, () => figure(status()))
  gauge(
    'ilf_gateway_lease_left_seconds',
    "Time the account is still this gateway's without another proof.",
    ({ leaseLeftMs }) => leaseLeftMs / 1000,
  )
  gauge('ilf_gateway_symbols', 'Symbols it has traded or found a position in.', ({ symbols }) => symbols.length)
  gauge(
    'ilf_gateway_symbols_unreconciled',
    'Symbols of which something is unexplained or unanswered.',
    ({ symbols }) => symbols.filter(({ isClean }) => !isClean).length,
  )
  gauge('ilf_gateway_commands_waiting', 'Commands that were taken and are not done.', ({ symbols }) =>
    symbols.reduce((sum, { waiting }) => sum + waiting, 0),
  )
}

function addProtection(registry: Registry, status: () => GatewayFigures, now: () => number): void {
  const unprotected = () =>
    status().symbols.flatMap(({ symbol, unprotectedSince }) =>
      unprotectedSince === null ? [] : [{ symbol, seconds: Math.max(0, now() - unprotectedSince) / 1000 }],
    )
  const each = 'Time a position has been without an acknowledged stop; only symbols that lack one.'
  addGauges(registry, { name: 'ilf_gateway_unprotected_seconds', help: each, labels: ['symbol'] }, () =>
    unprotected()
      .slice(0, MOST_SYMBOLS)
      .map(({ symbol, seconds }) => [{ symbol }, seconds] as const),
  )
  const longest = 'Longest time a position has been without an acknowledged stop; 0 while none is.'
  addGauge(registry, { name: 'ilf_gateway_unprotected_max_seconds', help: longest }, () =>
    Math.max(0, ...unprotected().map(({ seconds }) => seconds)),
  )
}
