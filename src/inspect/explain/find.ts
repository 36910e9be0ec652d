/** Finds what an id names: a signal, intent, plan, order or position, by the whole id or by a prefix only one has. */
import { topics } from '../../topics.ts'
import type { Topic } from '../../topology/topic.ts'
import type { Snapshot } from '../snapshot.ts'
import { Nearest } from './nearest.ts'

export type IdKind = 'signal' | 'intent' | 'plan' | 'order' | 'position'

/** A thing with an id, and the signal whose chain it belongs to. */
export interface Named {
  readonly kind: IdKind
  readonly id: string
  readonly signalId: string
  /** Event time, Unix ms. */
  readonly timeMs: number
}

/** Candidates and suggestions that are listed. */
const SHOWN = 10

/** What an id led to. */
export type Found =
  | { readonly outcome: 'found'; readonly named: Named }
  | { readonly outcome: 'ambiguous'; readonly candidates: readonly Named[]; readonly total: number }
  | { readonly outcome: 'unknown'; readonly near: readonly Named[]; readonly examples: readonly Named[] }

/**
 * Looks an id up in all topics that introduce ids. A whole id wins; else a prefix counts when everything it fits belongs
 * to one chain. Otherwise the candidates, or, where nothing fits, ids that look like it and an example of each kind.
 */
export function find(snapshot: Snapshot, query: string): Found {
  const whole: Named[] = []
  const candidates = new Map<string, Named>()
  const examples = new Map<IdKind, Named>()
  const nearest = new Nearest<Named>(query, SHOWN)
  for (const named of allNamed(snapshot)) {
    const { id, kind, signalId } = named
    if (id === query) whole.push(named)
    else if (query !== '' && id.startsWith(query)) candidates.set(signalId, shorter(candidates.get(signalId), named))
    nearest.offer(id, named)
    if (!examples.has(kind)) examples.set(kind, named)
  }
  const [first] = whole
  if (first !== undefined) return { outcome: 'found', named: first }
  const fitting = [...candidates.values()]
  const [only] = fitting
  if (only !== undefined && fitting.length === 1) return { outcome: 'found', named: only }
  if (only !== undefined) return { outcome: 'ambiguous', candidates: fitting.slice(0, SHOWN), total: fitting.length }
  return { outcome: 'unknown', near: nearest.best(), examples: [...examples.values()] }
}

/** Of two things of one story the one whose id is nearer to what was typed. */
function shorter(known: Named | undefined, named: Named): Named {
  return known !== undefined && known.id.length <= named.id.length ? known : named
}

function* allNamed(snapshot: Snapshot): Iterable<Named> {
  yield* named(snapshot, topics.tradeIntent, 'intent', (value) => value.intent_id)
  yield* named(snapshot, topics.exitPlan, 'plan', (value) => (value.revision === 0 ? value.plan_id : null))
  yield* named(snapshot, topics.positionUpdate, 'position', (value) =>
    value.status === 'OPENED' ? value.position_id : null,
  )
  yield* named(snapshot, topics.orderCommand, 'order', (value) =>
    value.intent === 'CANCEL' ? null : value.client_order_id,
  )
  yield* named(snapshot, topics.aiSignal, 'signal', (value) => value.signal_id)
}

function* named<V extends { readonly signal_id: string }>(
  snapshot: Snapshot,
  topic: Topic<V>,
  kind: IdKind,
  idOf: (value: V) => string | null,
): Iterable<Named> {
  for (const { value, timestamp } of snapshot.records(topic)) {
    const id = value === null ? null : idOf(value)
    if (value !== null && id !== null) yield { kind, id, signalId: value.signal_id, timeMs: timestamp }
  }
}
