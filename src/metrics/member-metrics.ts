/** The metrics of a member on Kafka: what its driver tells is counted here, the rest is asked for at a scrape. */
import type { Registry } from 'prom-client'
import type { AccountState } from '../records/generated.ts'
import type { StreamError } from '../runtime/errors.ts'
import type { LaneCommit } from '../runtime/kafka/lane/lane-commit.ts'
import { type Observer, observer } from '../runtime/observer.ts'
import { topics } from '../topics.ts'
import { type AccountFigures, addAccountMetrics } from './account-metrics.ts'
import { CommitMetrics } from './commit-metrics.ts'
import { ErrorMetrics } from './error-metrics.ts'
import { FactCounts } from './fact-counts.ts'
import { addFactMetrics } from './fact-metrics.ts'
import { addReady, type MetricsPage, metricsPage, processRegistry } from './metrics-page.ts'
import { addProgressMetrics, type ProgressSource } from './progress-metrics.ts'
import { addCounters } from './series.ts'

export interface MemberSource extends ProgressSource {
  /** Name of the changelog of a topology. */
  changelogOf(topology: string): string
  isReady(): boolean
}

/** What the driver has to be given, see `KafkaRuntimeOptions`. */
export interface MemberHooks {
  readonly observers: readonly Observer[]
  onCommit(commit: LaneCommit): void
  onAssigned(): void
}

export class MemberMetrics {
  readonly hooks: MemberHooks
  private readonly registry: Registry = processRegistry()
  private readonly errors: ErrorMetrics
  private account: AccountFigures | null = null
  private rebalances = 0

  constructor(source: MemberSource) {
    const { registry } = this
    const facts = new FactCounts()
    const commits = new CommitMetrics(registry, source.changelogOf)
    this.errors = new ErrorMetrics(registry)
    addReady(registry, () => source.isReady())
    addProgressMetrics(registry, source)
    const rebalances = { name: 'ilf_rebalances_total', help: 'Assignments of lanes that the group has confirmed.' }
    addCounters(registry, { ...rebalances, labels: [] }, () => [[{}, this.rebalances]])
    addFactMetrics(registry, () => facts)
    addAccountMetrics(registry, () => this.account)
    this.hooks = {
      observers: [
        observer(topics.signalDecision, (decision) => facts.seeSignal(decision)),
        observer(topics.planDecision, (decision) => facts.seePlan(decision)),
        observer(topics.executionReport, (report) => facts.seeReport(report)),
        observer(topics.deadLetter, (letter) => facts.seeLetter(letter)),
        observer(topics.accountState, (state) => this.seeAccount(state)),
      ],
      onCommit: (commit) => commits.see(commit),
      onAssigned: () => {
        this.rebalances += 1
      },
    }
  }

  /** Counts an error that the driver has told of. */
  seeError(error: StreamError): void {
    this.errors.see(error)
  }

  /** Takes what the account said before this member started, unless it has said something since. */
  foundAccount(state: AccountState): void {
    if (this.account === null) this.seeAccount(state)
  }

  private seeAccount({
    mode,
    equity,
    drawdown_ratio: drawdownRatio,
    open_positions: openPositions,
  }: AccountState): void {
    this.account = { mode, equity: Number(equity), drawdownRatio, openPositions }
  }

  page(): Promise<MetricsPage> {
    return metricsPage(this.registry)
  }
}
