/** What became of the intents of a symbol. */
import { EMPTY, from, of } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { reserve, type SymbolState, symbolAt } from '../../src/domain/decision/symbol-state.ts'
import { trackSymbol } from '../../src/operators/track-symbol.ts'
import type { PlanDecision, PositionUpdate } from '../../src/records/generated.ts'
import { topics } from '../../src/topics.ts'
import type { KeyValueStore } from '../../src/topology/store.ts'
import { decision, intent, NOW, proposed, update } from '../domain/plan/fixtures.ts'
import { input } from './inputs.ts'
import { operatorChecklist } from './marbles.ts'
import { BrokenStore, keyValue } from './stores.ts'

const COOLDOWN = 300_000
const options = (store: KeyValueStore<SymbolState>) => ({ store, account: 'paper', cooldownMs: COOLDOWN })
const { plan } = proposed()
const position = (changes: Partial<PositionUpdate>) => input(topics.positionUpdate, update(plan, changes))
const ended = (changes: Partial<PlanDecision> = {}) => input(topics.planDecision, decision(changes))
const reserved = (): KeyValueStore<SymbolState> => keyValue({ BTCUSDT: reserve(symbolAt(undefined, NOW), intent()) })

operatorChecklist('trackSymbol', {
  make: () => (source) => trackSymbol(source, EMPTY, options(keyValue())),
  makeBroken: () => (source) => trackSymbol(source, EMPTY, options(new BrokenStore())),
  records: [
    [position({}), []],
    [position({ status: 'CLOSED', quantity: '0' }), []],
  ],
})

describe('trackSymbol', () => {
  const stateAfter = (
    store: KeyValueStore<SymbolState>,
    positions: readonly ReturnType<typeof position>[],
    decisions: readonly ReturnType<typeof ended>[] = [],
  ) => {
    trackSymbol(from(positions), from(decisions), options(store)).subscribe()
    return store.get('BTCUSDT')
  }

  it('occupies the symbol from the first fill and cools it down after the close', () => {
    const store = reserved()
    expect(stateAfter(store, [position({})])).toEqual({ status: 'OPEN', intentId: 's1.paper' })
    expect(stateAfter(store, [position({ status: 'REDUCED' })])).toEqual({ status: 'OPEN', intentId: 's1.paper' })
    const closedAt = NOW + 60_000
    expect(stateAfter(store, [position({ status: 'CLOSED', event_time: closedAt })])).toEqual({
      status: 'FREE',
      cooldownUntil: closedAt + COOLDOWN,
    })
  })

  it.each(['REFUSED', 'SKIPPED_STALE', 'SKIPPED_DRAIN'] as const)(
    'a final %s frees the symbol without a cooldown',
    (outcome) => {
      expect(stateAfter(reserved(), [], [ended({ outcome })])).toEqual({ status: 'FREE', cooldownUntil: 0 })
    },
  )

  it.each([
    ['is not final', { final: false, outcome: 'ACCEPTED' }],
    ['is an acceptance', { outcome: 'ACCEPTED' }],
    ['is about another intent', { intent_id: 's0.paper' }],
    ['is about another account', { account: 'other' }],
  ] as const)('a decision that %s leaves the reservation', (_, changes) => {
    expect(stateAfter(reserved(), [], [ended(changes)])).toMatchObject({ status: 'RESERVED', intentId: 's1.paper' })
  })

  it('passes over positions of other accounts', () => {
    const store = reserved()
    expect(stateAfter(store, [position({ account: 'other' })])).toMatchObject({ status: 'RESERVED' })
  })

  it('emits nothing', () => {
    const outputs: unknown[] = []
    trackSymbol(of(position({})), of(ended()), options(reserved())).subscribe((output) => outputs.push(output))
    expect(outputs).toEqual([])
  })
})
