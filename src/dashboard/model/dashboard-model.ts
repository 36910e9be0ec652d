/** What the page shows, kept up to date from the topics of a run: one more reader, never in the way of the dataflow. */
import { topics } from '../../app.ts'
import { TopicFollower } from '../../inspect/topic-follower.ts'
import { FactCounts } from '../../metrics/fact-counts.ts'
import type { Topic } from '../../topology/topic.ts'
import type { ControlLog, DeadLetters, Flow } from '../protocol/flow.ts'
import type { Calibration, Sizing } from '../protocol/learning.ts'
import type { Overview } from '../protocol/overview.ts'
import type { SignalPage } from '../protocol/signals.ts'
import type { SymbolRow, SymbolView } from '../protocol/symbol.ts'
import type { DashboardSource } from '../source.ts'
import { AccountView } from './account-view.ts'
import { DeadLetterView } from './dead-letter-view.ts'
import { FlowView, type Graph } from './flow-view.ts'
import { GapView } from './gap-view.ts'
import { type Health, healthOf } from './health.ts'
import { LearningView } from './learning-view.ts'
import { CANDLE_MS, MarketView } from './market-view.ts'
import { PositionView } from './position-view.ts'
import { type SignalFilter, SignalView } from './signal-view.ts'

/** Records of a topic taken in one turn: the others wait for the next, so that requests are answered in between. */
const RECORDS_A_TURN = 20_000

export interface ModelOptions {
  readonly source: Pick<DashboardSource, 'reader' | 'name' | 'link' | 'progress' | 'lags' | 'members'>
  readonly graph: Graph
  /** Account that is configured. */
  readonly account: string
  /** Of the configuration that ran. */
  readonly calibration: { readonly threshold: number; readonly horizonMs: number }
}

export class DashboardModel {
  private readonly options: ModelOptions
  private readonly follower: TopicFollower
  private readonly account = new AccountView()
  private readonly market = new MarketView()
  private readonly positions = new PositionView()
  private readonly signals = new SignalView()
  private readonly learning = new LearningView()
  private readonly letters = new DeadLetterView()
  readonly counts = new FactCounts()
  private readonly flowView: FlowView
  private readonly gaps = new GapView()
  private isBehind = false
  private isGrowing = false
  /** Whether records come, how source, topologies and members stood at the last look: a change of it is news too. */
  private standing = ''

  constructor(options: ModelOptions) {
    this.options = options
    this.follower = new TopicFollower(options.source.reader)
    this.flowView = new FlowView(options.graph)
  }

  /**
   * Takes what is new. Returns true where there was anything, or where more is left.
   *
   * @param atMs wall clock, ms, for the rates
   */
  update(atMs: number): boolean {
    const { follower } = this
    this.isGrowing = follower.refresh()
    let [any, isMore, untilMs] = [false, false, Number.POSITIVE_INFINITY]
    const takeTopic = <V>(topic: Topic<V>, see: (value: V, source: string | undefined) => void) => {
      const limits = { most: RECORDS_A_TURN, untilMs }
      const taken = follower.take(topic, limits, (value, { source }) => see(value, source))
      any ||= taken.records > 0
      if (!taken.isMore) return
      isMore = true
      // Nothing of the others may run ahead of what has to wait: causes are to be seen before their effects.
      untilMs = Math.min(untilMs, taken.lastMs)
    }
    const take = <V extends { readonly event_time: number }>(topic: Topic<V>, see: (value: V) => void) =>
      takeTopic(topic, (value, source) => {
        this.flowView.seeOutput(source, value.event_time)
        see(value)
      })
    takeTopic(topics.marketTick, (tick) => {
      this.market.seeTick(tick)
      this.gaps.seeTick(tick.event_time)
    })
    takeTopic(topics.fundingRate, (rate) => this.market.seeFunding(rate))
    take(topics.aiSignal, () => undefined)
    take(topics.tradeIntent, () => undefined)
    take(topics.exitPlan, (plan) => this.positions.seePlan(plan))
    take(topics.planDecision, (decision) => {
      this.signals.seePlanDecision(decision)
      this.counts.seePlan(decision)
    })
    take(topics.positionUpdate, (update) => {
      this.positions.seeUpdate(update)
      this.gaps.seeUpdate(update)
    })
    take(topics.orderCommand, () => undefined)
    take(topics.executionReport, (report) => this.counts.seeReport(report))
    take(topics.accountState, (state) => this.account.seeState(state))
    take(topics.signalOutcome, (outcome) => this.learning.seeOutcome(outcome))
    take(topics.sizingPolicy, (policy) => this.learning.seePolicy(policy))
    take(topics.controlCommand, (command) => this.account.seeCommand(command))
    take(topics.deadLetter, (letter) => this.letters.see(letter))
    take(topics.signalDecision, (decision) => {
      this.signals.seeDecision(decision)
      this.counts.seeSignal(decision)
      this.market.seeDecision(decision)
    })
    this.isBehind = isMore
    this.flowView.sample(this.countOf, atMs)
    const { progress, link: linkOf, lags, members } = this.options.source
    const link = linkOf()
    if (!link?.isCatchingUp)
      this.flowView.sampleProgress(progress(), { countOf: this.countOf, streamTimeMs: follower.timeMs, atMs })
    const still = this.flowView.standing.map(({ name }) => name)
    const standing = JSON.stringify([link, this.isMoving, still, [...lags()], members()])
    const isNews = standing !== this.standing
    this.standing = standing
    return any || isMore || isNews
  }

  get overview(): Overview {
    const { name, link: linkOf, lags, members } = this.options.source
    const link = linkOf()
    const ticks = this.countOf(topics.marketTick.name)
    const ticksPerSecond = this.flowView.rateOf(topics.marketTick.name).perSecond
    const { timeMs: streamTimeMs } = this.follower
    const positions = this.positions.openAt((symbol) => this.market.priceOf(symbol))
    const unrealised = sumOf(positions.map(({ pnl }) => pnl))
    return {
      source: name,
      link,
      streamTimeMs,
      isMoving: this.isMoving,
      ticks,
      ticksPerSecond,
      account: this.account.accountAt(unrealised),
      equity: this.account.equityAt(unrealised, streamTimeMs),
      gaps: this.gaps.across,
      positions,
      lastHour: this.signals.lastHour(streamTimeMs),
      topologies: this.flowView.topologiesWith(lags()),
      members: members(),
      deadLetters: this.letters.total,
    }
  }

  /** Whether a run wrote between the last two looks: the cores of this machine are its own first. */
  get isBesideRun(): boolean {
    return this.isGrowing && !(this.options.source.link()?.isCatchingUp ?? false)
  }

  private get isMoving(): boolean {
    const { perSecond } = this.flowView.rateOf(topics.marketTick.name)
    return perSecond > 0 || this.isBehind || (this.options.source.link()?.isCatchingUp ?? false)
  }

  get health(): Health {
    const { streamTimeMs, account, link, ticks } = this.overview
    const ticksRead = this.follower.takenOf(topics.marketTick.name)
    return healthOf({ streamTimeMs, account, link, ticks, ticksRead, standing: this.flowView.standing })
  }

  /** Event time since the last tick of each symbol, ms. */
  get feedAges(): readonly { readonly symbol: string; readonly ageMs: number }[] {
    const nowMs = this.follower.timeMs ?? 0
    return this.market.symbols.map((symbol) => ({ symbol, ageMs: Math.max(0, nowMs - this.market.lastTickMs(symbol)) }))
  }

  /** The account that orders are for: the one that is shown. */
  get accountName(): string {
    return this.account.name ?? this.options.account
  }

  get symbols(): readonly SymbolRow[] {
    return this.market.symbols.map((symbol) => ({
      symbol,
      price: this.market.priceOf(symbol) ?? 0,
      intents: this.signals.intentsOf(symbol),
      isOpen: this.positions.isOpen(symbol),
      ...this.positions.sumOf(symbol),
    }))
  }

  /** Null where nothing is known of the symbol. */
  symbol(symbol: string): SymbolView | null {
    const market = this.market.of(symbol)
    return market && { symbol, candleMs: CANDLE_MS, ...market, positions: this.positions.tracesOf(symbol) }
  }

  signalPage(filter: SignalFilter): SignalPage {
    return this.signals.page(filter)
  }

  get sizing(): Sizing {
    return this.learning.sizing
  }

  get calibration(): Calibration {
    return this.learning.calibration(this.options.calibration)
  }

  get flow(): Flow {
    const { reader, link } = this.options.source
    return this.flowView.flow(this.countOf, reader.storage.stores(), link() === null)
  }

  get deadLetters(): DeadLetters {
    return this.letters.list
  }

  get controlLog(): ControlLog {
    return this.account.controlLog
  }

  private readonly countOf = (topic: string): number => this.follower.count(topic)
}

/** Null where one of them is. */
function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0 as number | null)
}
