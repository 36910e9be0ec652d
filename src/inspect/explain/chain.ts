/** Everything one signal led to: its records of every topic, collected by signal id and trace. */
import type {
  AccountEvent,
  AiSignal,
  ExecutionReport,
  ExitPlan,
  FundingRate,
  MarketTick,
  OrderCommand,
  PlanDecision,
  PositionUpdate,
  SignalDecision,
  SignalOutcome,
  SizingPolicy,
  TradeIntent,
} from '../../records/generated.ts'
import { topics } from '../../topics.ts'
import type { Topic } from '../../topology/topic.ts'
import type { Snapshot } from '../snapshot.ts'
import { ticksBefore } from './ticks.ts'

/** A readable record with its place, as `--json` prints it. */
export interface Located<V> {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string
  /** Event time, Unix ms. */
  readonly timestamp: number
  readonly headers: Readonly<Record<string, string>>
  readonly value: V
}

/** The records of a chain, each list in the order of its topic. */
export interface Chain {
  readonly signalId: string
  /** More than one when the id came again: later ones are decided DUPLICATE. */
  readonly signals: readonly Located<AiSignal>[]
  /** The last tick of each market of the symbol strictly before the signal. */
  readonly ticks: readonly Located<MarketTick>[]
  /** The last funding rate of the symbol strictly before the signal; null where none was known. */
  readonly funding: Located<FundingRate> | null
  readonly decisions: readonly Located<SignalDecision>[]
  /** What the sizing policy had learnt of the chosen multiplier; null where nothing. */
  readonly policy: Located<SizingPolicy> | null
  readonly intents: readonly Located<TradeIntent>[]
  readonly planDecisions: readonly Located<PlanDecision>[]
  readonly plans: readonly Located<ExitPlan>[]
  /** Revisions of another chain's plan that this chain's CLOSE intent caused. */
  readonly closes: readonly Located<ExitPlan>[]
  readonly orders: readonly Located<OrderCommand>[]
  readonly reports: readonly Located<ExecutionReport>[]
  readonly accountEvents: readonly Located<AccountEvent>[]
  readonly positions: readonly Located<PositionUpdate>[]
  readonly outcomes: readonly Located<SignalOutcome>[]
}

/** Collects the chain of a signal in one pass over each topic; records of other traces are not even decoded. */
export function collectChain(snapshot: Snapshot, signalId: string): Chain {
  const own = (value: { readonly signal_id: string }) => value.signal_id === signalId
  const signals = collect(snapshot, signalId, topics.aiSignal, own)
  const decisions = collect(snapshot, signalId, topics.signalDecision, own)
  const intents = collect(snapshot, signalId, topics.tradeIntent, own)
  const orders = collect(snapshot, signalId, topics.orderCommand, own)
  const ids = new Set(orders.map(({ value }) => value.client_order_id))
  const intentIds = new Set(intents.map(({ value }) => value.intent_id))
  const hasClose = intents.some(({ value }) => value.side === 'CLOSE')
  const isOfIntent = (value: PlanDecision) => own(value) || intentIds.has(value.intent_id)
  const isClosing = ({ close_intent_id: intent }: ExitPlan) => intent != null && intentIds.has(intent)
  const first = signals[0]
  return {
    signalId,
    signals,
    ticks:
      first === undefined ? [] : ticksBefore(snapshot, first.value.symbol, first.partition, first.value.event_time),
    funding: first === undefined ? null : fundingBefore(snapshot, first.value),
    decisions,
    policy: policyBefore(snapshot, intents[0]),
    intents,
    planDecisions: collect(snapshot, hasClose ? null : signalId, topics.planDecision, isOfIntent),
    plans: collect(snapshot, signalId, topics.exitPlan, own),
    closes: hasClose ? collect(snapshot, null, topics.exitPlan, (plan) => isClosing(plan) && !own(plan)) : [],
    orders,
    reports: collect(snapshot, signalId, topics.executionReport, ({ client_order_id }) => ids.has(client_order_id)),
    accountEvents: collect(snapshot, signalId, topics.accountEvent, () => true, isTracedTo(signalId)),
    positions: collect(snapshot, signalId, topics.positionUpdate, own),
    outcomes: collect(snapshot, signalId, topics.signalOutcome, own),
  }
}

type Headers = { readonly headers: Readonly<Record<string, string>> }
type Keyed = Headers & { readonly key: string; readonly timestamp: number }

const isTracedTo = (signalId: string) => (record: Headers) => record.headers['trace-id'] === signalId

/** A record without a trace may belong to any chain: connectors and hand-made records need not carry one. */
const mayBelongTo = (signalId: string | null) => (record: Headers) =>
  signalId === null || (record.headers['trace-id'] ?? signalId) === signalId

/** @param signalId records traced to another signal are left out undecoded; null looks at all */
function collect<V>(
  snapshot: Snapshot,
  signalId: string | null,
  topic: Topic<V>,
  isOwn: (value: V) => boolean,
  keep: (record: Keyed) => boolean = mayBelongTo(signalId),
): readonly Located<V>[] {
  const located: Located<V>[] = []
  for (const record of snapshot.records(topic, { keep })) {
    if (record.error !== null || !isOwn(record.value)) continue
    const { partition, offset, key, timestamp, headers, value } = record
    located.push({ topic: topic.name, partition, offset, key, timestamp, headers, value })
  }
  return located
}

function fundingBefore(snapshot: Snapshot, { symbol, event_time: timeMs }: AiSignal): Located<FundingRate> | null {
  const isOf = (record: Keyed) => record.key === symbol && record.timestamp < timeMs
  return collect(snapshot, null, topics.fundingRate, () => true, isOf).at(-1) ?? null
}

/** What had been learnt of the intent's multiplier in its state before it was sized. */
function policyBefore(snapshot: Snapshot, intent: Located<TradeIntent> | undefined): Located<SizingPolicy> | null {
  if (intent === undefined) return null
  const { sizing, event_time: timeMs } = intent.value
  const isOf = ({ state, action, event_time }: SizingPolicy) =>
    state === sizing.state && action === sizing.action && event_time < timeMs
  return collect(snapshot, null, topics.sizingPolicy, isOf).at(-1) ?? null
}
