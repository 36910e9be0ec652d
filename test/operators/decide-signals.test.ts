/** Signals into decisions and intents, on stores as the rest of trade-intent fills them. */
import { describe, expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import type { DecisionEmission } from '../../src/domain/decision/decide.ts'
import { reserve, type SymbolState, symbolAt } from '../../src/domain/decision/symbol-state.ts'
import { type Quotes, updateQuotes } from '../../src/domain/market/quotes.ts'
import { type DecisionStores, decideSignals } from '../../src/operators/decide-signals.ts'
import type { AiSignal, SizingPolicy } from '../../src/records/generated.ts'
import type { Input } from '../../src/topology/topology.ts'
import { account, intent } from '../domain/plan/fixtures.ts'
import { signalInput, tick } from './inputs.ts'
import { operatorChecklist, play } from './marbles.ts'
import { BrokenStore, keyValue, window } from './stores.ts'

const config = { ...DEFAULT_CONFIG, account: 'paper' }
const { maxSignalAgeMs } = config.gate

/** Stores of a market that stood at 100 one second in. */
function freshStores(rest: Partial<DecisionStores> = {}): DecisionStores {
  const quotes: Quotes = updateQuotes(
    undefined,
    tick(1_000, 100, { change_24h_pct: 2, high_24h: 105, low_24h: 100 }),
    1_000,
  )[0]
  return {
    quotes: keyValue({ A: quotes }),
    range: window(),
    indicators: keyValue(),
    funding: keyValue(),
    accounts: keyValue(),
    policies: keyValue(),
    symbols: keyValue(),
    seen: window(),
    ...rest,
  }
}
const decider = (stores = freshStores(), now = () => 2_000) => decideSignals({ stores, config, now })
const decided = (reason: string): unknown =>
  expect.objectContaining({ sink: 'decision', value: expect.objectContaining({ reason }) })
const wanted: unknown = expect.objectContaining({ sink: 'intent', traceId: 's2000' })

operatorChecklist<Input<AiSignal>, unknown>('decideSignals', {
  make: () => decider(),
  makeBroken: () => decider(freshStores({ accounts: new BrokenStore() })),
  records: [
    [signalInput(2_000), [decided('ACCEPTED'), wanted]],
    [signalInput(2_000), [decided('DUPLICATE')]],
    [signalInput(2_000, { signal_id: 's3', action: 'HOLD' }), [decided('HOLD')]],
    [signalInput(2_000, { signal_id: 's4' }), [decided('POSITION_OPEN')]],
  ],
})

const intentOf = (emissions: readonly DecisionEmission[]) =>
  emissions.flatMap((e) => (e.sink === 'intent' ? [e.value] : []))[0]
const reasonOf = (emissions: readonly DecisionEmission[]) =>
  emissions.flatMap((e) => (e.sink === 'decision' ? [e.value.reason] : []))

describe('decideSignals', () => {
  it('reserves the symbol with its intent and with nothing else', () => {
    const stores = freshStores()
    const [want] = [intentOf(play(decider(stores), signalInput(2_000)))]
    expect(stores.symbols.get('A')).toMatchObject({ status: 'RESERVED', intentId: want?.intent_id })
    const refused = freshStores()
    play(decider(refused), signalInput(2_000, { confidence: 0.1 }))
    expect(refused.symbols.size).toBe(0)
  })

  it('a reservation nobody answered ends by itself', () => {
    const old = intent({ expires_at: 1_000 })
    const stores = (until: number) =>
      freshStores({
        symbols: keyValue<SymbolState>({ A: reserve(symbolAt(undefined, 0), { ...old, expires_at: until - 60_000 }) }),
      })
    expect(reasonOf(play(decider(stores(2_000)), signalInput(2_000)))).toEqual(['POSITION_OPEN'])
    expect(reasonOf(play(decider(stores(1_999)), signalInput(2_000)))).toEqual(['ACCEPTED'])
  })

  it('remembers a signal id, refused ones too, for twice the age a signal may have', () => {
    const stores = freshStores()
    const held = signalInput(2_000, { action: 'HOLD' })
    expect(reasonOf(play(decider(stores), held))).toEqual(['HOLD'])
    const reasonAfter = (ms: number) =>
      reasonOf(
        play(
          decider(stores, () => 2_000 + ms),
          held,
        ),
      )
    expect(reasonAfter(2 * maxSignalAgeMs)).toEqual(['DUPLICATE'])
    expect(reasonAfter(2 * maxSignalAgeMs + 1)).toEqual(['HOLD'])
  })

  it('remembers every id of one instant', () => {
    const [one, two] = [
      signalInput(2_000, { action: 'HOLD' }),
      signalInput(2_000, { signal_id: 'two', action: 'HOLD' }),
    ]
    expect(reasonOf(play(decider(), one, two, two, one))).toEqual(['HOLD', 'HOLD', 'DUPLICATE', 'DUPLICATE'])
  })

  it('decides on a market of ticks strictly before the signal', () => {
    const later = updateQuotes(freshStores().quotes.get('A'), tick(2_000, 200), 2_000)[0]
    const emissions = play(decider(freshStores({ quotes: keyValue({ A: later }) })), signalInput(2_000))
    expect(intentOf(emissions)?.entry_price).toBe(100)
    expect(reasonOf(play(decider(), signalInput(1_000)))).toEqual(['NO_MARKET'])
  })

  it('takes mode, exposure and win rate from the account, and the size from what was learnt', () => {
    const accounts = keyValue({ paper: account({ exposure_ratio: 0.7, win_rate_ratio: 0.65 }) })
    const untrained = intentOf(play(decider(freshStores({ accounts })), signalInput(2_000)))
    expect(untrained?.sizing.state).toMatch(/\.e2\.p2$/)
    expect(untrained?.position_size_usd).toBe('200')
    const state = untrained?.sizing.state ?? ''
    const policy = (action: number, value: number): SizingPolicy => ({ state, action, event_time: 0, value, visits: 3 })
    const policies = keyValue({ [`${state}|0.5`]: policy(0.5, 0.2), [`${state}|1.5`]: policy(1.5, 0.1) })
    const trained = Array.from({ length: 20 }, (_, i) =>
      intentOf(play(decider(freshStores({ accounts, policies })), signalInput(2_000, { signal_id: `id${i}` }))),
    )
    const exploiting = trained.filter((each) => each?.sizing.explored === false)
    expect(exploiting.length).toBeGreaterThan(10)
    expect(new Set(exploiting.map((each) => each?.position_size_usd))).toEqual(new Set(['100']))
    expect(
      reasonOf(
        play(decider(freshStores({ accounts: keyValue({ paper: account({ mode: 'HALTED' }) }) })), signalInput(2_000)),
      ),
    ).toEqual(['HALTED'])
  })
})
