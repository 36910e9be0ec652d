/** Which records are worth an alert: a function of the records in their order, with no clock of its own. */
import { topics } from '../topics.ts'
import type { Topic } from '../topology/topic.ts'
import { ALERT_KINDS, type Alert, type AlertKind } from './alert.ts'
import { AccountRule } from './rules/account-rule.ts'
import { DeadLetterRule } from './rules/dead-letter-rule.ts'
import { FeedRule } from './rules/feed-rule.ts'
import { OrderRule } from './rules/order-rule.ts'
import { positionAlerts } from './rules/position-rule.ts'
import { riskAlerts } from './rules/risk-rule.ts'

export interface RuleSettings {
  readonly kinds: readonly AlertKind[]
  /** Event time without a tick after which a feed stands still, ms. */
  readonly frozenAfterMs: number
  /** Dead letters within five minutes of event time that are nothing to speak of. */
  readonly deadLetters: number
}

export const DEFAULT_RULES: RuleSettings = { kinds: ALERT_KINDS, frozenAfterMs: 120_000, deadLetters: 10 }

type See = (value: never) => readonly Alert[]

export class AlertRules {
  private readonly kinds: ReadonlySet<AlertKind>
  private readonly feed: FeedRule
  private readonly rules: ReadonlyMap<string, See>

  constructor({ kinds, frozenAfterMs, deadLetters }: RuleSettings = DEFAULT_RULES) {
    this.kinds = new Set(kinds)
    this.feed = new FeedRule(frozenAfterMs)
    const account = new AccountRule()
    const letters = new DeadLetterRule(deadLetters)
    const orders = new OrderRule()
    this.rules = new Map([
      on(topics.positionUpdate, positionAlerts),
      on(topics.planDecision, riskAlerts),
      on(topics.accountState, (state) => account.see(state)),
      on(topics.deadLetter, (letter) => letters.see(letter)),
      on(topics.executionReport, (report) => orders.see(report)),
      on(topics.marketTick, (tick) => this.feed.see(tick)),
    ])
  }

  /** What a record is worth. Records of a topic must come in their order; topics need not be in step. */
  see<V>(topic: Topic<V>, value: V): readonly Alert[] {
    return this.chosen(this.rules.get(topic.name)?.(value as never) ?? NONE)
  }

  /** Told the wall clock now and then, Unix ms: where prices are live, it shows when all of them stop. */
  seeClock(clockMs: number): readonly Alert[] {
    return this.chosen(this.feed.seeClock(clockMs))
  }

  private chosen(alerts: readonly Alert[]): readonly Alert[] {
    return alerts.length === 0 ? NONE : alerts.filter(({ kind }) => this.kinds.has(kind))
  }
}

/** The topics that can be worth an alert. */
export const ALERT_TOPICS: readonly Topic<unknown>[] = [
  topics.positionUpdate,
  topics.planDecision,
  topics.accountState,
  topics.deadLetter,
  topics.executionReport,
  topics.marketTick,
]

const NONE: readonly Alert[] = []

function on<V>(topic: Topic<V>, see: (value: V) => readonly Alert[]): readonly [string, See] {
  return [topic.name, see]
}
