/** Intents, positions and ticks into exit plans: what reaches the decider, and what is kept of its answer. */
import { EMPTY, from } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { ActivePlan } from '../../src/domain/plan/exit-brain.ts'
import { type PlanExitsStreams, planExits } from '../../src/operators/plan-exits.ts'
import type { AccountState, Instrument, TradeIntent } from '../../src/records/generated.ts'
import { topics } from '../../src/topics.ts'
import type { KeyValueStore } from '../../src/topology/store.ts'
import type { Input } from '../../src/topology/topology.ts'
import { account, config, decision, instrument, intent, NOW, update } from '../domain/plan/fixtures.ts'
import { input, tick } from './inputs.ts'
import { operatorChecklist } from './marbles.ts'
import { BrokenStore, keyValue } from './stores.ts'

interface Stores {
  readonly plans: KeyValueStore<ActivePlan>
  readonly accounts: KeyValueStore<AccountState>
  readonly instruments: KeyValueStore<Instrument>
}
const freshStores = (rest: Partial<Stores> = {}): Stores => ({
  plans: keyValue(),
  accounts: keyValue(),
  instruments: keyValue({ BTCUSDT: instrument() }),
  ...rest,
})
const silent: PlanExitsStreams = {
  account: EMPTY,
  instrument: EMPTY,
  tick: EMPTY,
  position: EMPTY,
  decision: EMPTY,
  intent: EMPTY,
  punctuation: EMPTY,
}
const plan = (streams: Partial<PlanExitsStreams>, stores: Stores, nowMs = NOW) =>
  planExits({ ...silent, ...streams }, { stores, config, account: 'paper', now: () => nowMs })
const wish = (changes: Partial<TradeIntent> = {}) => input(topics.tradeIntent, intent(changes))
const emitted = (sink: string, value: object): unknown =>
  expect.objectContaining({ sink, value: expect.objectContaining(value) })

operatorChecklist<Input<TradeIntent>, unknown>('planExits', {
  make: () => (source) => plan({ intent: source }, freshStores()),
  makeBroken: () => (source) => plan({ intent: source }, freshStores({ plans: new BrokenStore() })),
  records: [
    [wish(), [emitted('plan', { cause: 'ENTRY', revision: 0 })]],
    [wish({ account: 'other' }), []],
    [wish({ intent_id: 's2.paper' }), [emitted('decision', { outcome: 'REFUSED', intent_id: 's2.paper' })]],
  ],
})

/** Feeds one stream into the stores and hands back what came out. */
function feed(stores: Stores, streams: Partial<PlanExitsStreams>, nowMs = NOW) {
  const causes: string[] = []
  plan(streams, stores, nowMs).subscribe((emission) =>
    causes.push(emission.sink === 'plan' ? emission.value.cause : emission.value.reason),
  )
  return causes
}
function withProposal() {
  const stores = freshStores()
  expect(feed(stores, { intent: from([wish()]) })).toEqual(['ENTRY'])
  const proposed = stores.plans.get('BTCUSDT')
  if (proposed === undefined) throw new Error('no plan was kept')
  return { stores, proposed: proposed.plan }
}
function withPosition() {
  const { stores, proposed } = withProposal()
  expect(feed(stores, { position: from([input(topics.positionUpdate, update(proposed))]) }, NOW + 1000)).toEqual([
    'REBASE',
  ])
  return { stores, proposed }
}
const btc = (time: number, price: number, role: 'TRADED' | 'REFERENCE' = 'TRADED') =>
  from([input(topics.marketTick, tick(time, price, { symbol: 'BTCUSDT', role }))])

describe('planExits', () => {
  it('plans by the account and the instrument it has read', () => {
    const stores = freshStores({ instruments: keyValue() })
    expect(feed(stores, { intent: from([wish()]) })).toEqual(['NO_INSTRUMENT'])
    feed(stores, { instrument: from([input(topics.instrument, instrument())]) })
    feed(stores, { account: from([input(topics.accountState, account({ mode: 'DRAINING' }))]) })
    expect(feed(stores, { intent: from([wish()]) })).toEqual(['ACCOUNT_DRAINING'])
    expect(stores.plans.size).toBe(0)
  })

  it('takes traded ticks of symbols that have a plan', () => {
    const { stores } = withPosition()
    expect(feed(stores, { tick: btc(NOW + 9_000, 51_000, 'REFERENCE') }, NOW + 9_000)).toEqual([])
    expect(feed(stores, { tick: btc(NOW + 9_000, 51_000) }, NOW + 9_000)).toEqual(['TRAIL'])
    expect(feed(freshStores(), { tick: btc(NOW + 9_000, 51_000) }, NOW + 9_000)).toEqual([])
  })

  it('looks after time stops of quiet symbols when it is woken', () => {
    const { stores } = withPosition()
    const due = NOW + 1000 + 3_600_000
    expect(feed(stores, { punctuation: from([due - 1]) }, due - 1)).toEqual([])
    expect(feed(stores, { punctuation: from([due]) }, due)).toEqual(['TIME_STOP'])
  })

  it('forgets a plan that was refused or whose position has closed', () => {
    const refused = withProposal()
    feed(refused.stores, { decision: from([input(topics.planDecision, decision())]) })
    expect(refused.stores.plans.size).toBe(0)
    const closed = withPosition()
    feed(closed.stores, {
      position: from([input(topics.positionUpdate, update(closed.proposed, { status: 'CLOSED' }))]),
    })
    expect(closed.stores.plans.size).toBe(0)
  })
})
