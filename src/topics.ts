/** Every topic of the dataflow: name, key, schema, partitions, retention. */
import { DAY_MS, recordTopic, type Topic } from './topology/topic.ts'

const bySymbol = (value: { readonly symbol: string }) => value.symbol
const byAccount = (value: { readonly account: string }) => value.account
const compacted = { cleanup: 'compact', retentionMs: -1 } as const
const money = { retentionMs: 365 * DAY_MS, movesMoney: true } as const
const kept = { retentionMs: 365 * DAY_MS } as const

export const topics = {
  marketTick: recordTopic('market.tick', 'market.tick', bySymbol),
  fundingRate: recordTopic('funding.rate', 'funding.rate', bySymbol),
  instrument: recordTopic('instrument', 'instrument', bySymbol, compacted),
  aiSignal: recordTopic('ai.signal', 'ai.signal', bySymbol, { jsonDoor: true }),
  signalDecision: recordTopic('signal.decision', 'signal.decision', bySymbol, kept),
  signalOutcome: recordTopic('signal.outcome', 'signal.outcome', bySymbol, kept),
  tradeIntent: recordTopic('trade.intent', 'trade.intent', bySymbol, kept),
  exitPlan: recordTopic('exit.plan', 'exit.plan', bySymbol, money),
  planDecision: recordTopic('plan.decision', 'plan.decision', bySymbol, kept),
  orderCommand: recordTopic('order.command', 'order.command', bySymbol, money),
  executionReport: recordTopic('execution.report', 'execution.report', (report) => report.symbol, money),
  positionUpdate: recordTopic('position.update', 'position.update', bySymbol, kept),
  accountEvent: recordTopic('account.event', 'account.event', byAccount, money),
  accountState: recordTopic('account.state', 'account.state', byAccount, compacted),
  /** Keyed by state and action: compaction must keep every action of a state. */
  sizingPolicy: recordTopic('sizing.policy', 'sizing.policy', ({ state, action }) => `${state}|${action}`, compacted),
  controlCommand: recordTopic('control.command', 'control.command', byAccount, money),
  deadLetter: recordTopic('dead.letter', 'dead.letter', ({ topic }) => topic, kept),
}

/** The uncompacted topic that holds the order in which a topology took its inputs, kept as long as they are. */
export function orderTopic(topology: string) {
  return recordTopic(`${topology}.order`, 'task.order', ({ task }) => task, { retentionMs: 365 * DAY_MS })
}

/** All of them, by name. */
export const topicsByName: ReadonlyMap<string, Topic<unknown>> = new Map(
  Object.values(topics).map((topic) => [topic.name, topic]),
)
