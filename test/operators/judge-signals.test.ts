/** Signals against later prices. */
import { EMPTY, Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { PendingSignal } from '../../src/domain/market/outcome.ts'
import type { Quotes } from '../../src/domain/market/quotes.ts'
import { type JudgeSignalsOptions, judgeSignals } from '../../src/operators/judge-signals.ts'
import type { AiSignal, MarketTick, SignalOutcome } from '../../src/records/generated.ts'
import type { Input, Output } from '../../src/topology/topology.ts'
import { signalInput, tickInput } from './inputs.ts'
import { operatorChecklist } from './marbles.ts'
import { BrokenStore, keyValue } from './stores.ts'

const HORIZON = 3_600_000
const stores = () => ({ quotes: keyValue<Quotes>(), pending: keyValue<readonly PendingSignal[]>() })
const options = (rest: Partial<JudgeSignalsOptions> = {}): JudgeSignalsOptions => ({
  stores: stores(),
  horizonMs: HORIZON,
  maxMarketAgeMs: 120_000,
  now: () => 0,
  ...rest,
})
const pending: PendingSignal = {
  signalId: 's1',
  action: 'BUY',
  confidence: 0.8,
  model: 'test',
  time: 2_000,
  referencePrice: 100,
}
const judged = {
  traceId: 's1',
  value: {
    symbol: 'A',
    event_time: 0,
    signal_id: 's1',
    action: 'BUY',
    confidence: 0.8,
    model: 'test',
    signal_time: 2_000,
    horizon_ms: HORIZON,
    reference_price: 100,
    price: 150,
    return_ratio: 0.5,
    correct: true,
  },
}

operatorChecklist<Input<MarketTick>, unknown>('judgeSignals', {
  make: () => (tick$) =>
    judgeSignals(tick$, EMPTY, options({ stores: { ...stores(), pending: keyValue({ A: [pending] }) } })),
  makeBroken: () => (tick$) =>
    judgeSignals(tick$, EMPTY, options({ stores: { quotes: new BrokenStore(), pending: new BrokenStore() } })),
  records: [
    [tickInput(2_000 + HORIZON - 1, 140), []],
    [tickInput(2_000 + HORIZON, 150), [judged]],
    [tickInput(2_000 + HORIZON, 150), []],
  ],
})

/** A market at 100 from 1 s on, a signal, and what later ticks make of it. */
function play(signal: Partial<AiSignal>, later: readonly Input<MarketTick>[], signalTime = 2_000) {
  const [tick$, signal$] = [new Subject<Input<MarketTick>>(), new Subject<Input<AiSignal>>()]
  const outcomes: Output<SignalOutcome>[] = []
  const state = stores()
  judgeSignals(tick$, signal$, options({ stores: state })).subscribe((outcome) => outcomes.push(outcome))
  tick$.next(tickInput(1_000, 100))
  signal$.next(signalInput(signalTime, signal))
  for (const tick of later) tick$.next(tick)
  return { outcomes: outcomes.map(({ value }) => value), state }
}
const due = (price: number, lateMs = 0) => tickInput(2_000 + HORIZON + lateMs, price)

describe('judgeSignals', () => {
  it.each([
    ['BUY', 110, true, 0.1],
    ['BUY', 90, false, -0.1],
    ['BUY', 100, false, 0],
    ['SELL', 90, true, 0.1],
    ['SELL', 110, false, -0.1],
  ] as const)('judges a %s at %d as %s', (action, price, correct, returnRatio) => {
    const [outcome] = play({ action }, [due(price)]).outcomes
    expect(outcome).toMatchObject({ action, correct, price, reference_price: 100 })
    expect(outcome?.return_ratio).toBeCloseTo(returnRatio, 12)
  })

  it('judges at the first traded price at or after the horizon, once', () => {
    const reference = tickInput(2_000 + HORIZON, 1, { role: 'REFERENCE', market: 'A-USDC' })
    const { outcomes, state } = play({}, [tickInput(2_000 + HORIZON - 1, 120), reference, due(110), due(130)])
    expect(outcomes.map(({ price }) => price)).toEqual([110])
    expect(state.pending.keys()).toEqual([])
  })

  it('compares with the last price strictly before the signal', () => {
    const { outcomes } = play({}, [tickInput(2_000, 999), due(110)])
    expect(outcomes[0]?.reference_price).toBe(100)
  })

  it.each([
    ['HOLD', { action: 'HOLD' }],
    ['CLOSE', { action: 'CLOSE' }],
    ['UNKNOWN', { action: 'UNKNOWN' }],
    ['a confidence that is no number', { confidence: Number.NaN }],
    ['a confidence above one', { confidence: 1.1 }],
  ] as const)('does not judge %s', (_, signal) => {
    const { outcomes, state } = play(signal, [due(110)])
    expect(outcomes).toEqual([])
    expect(state.pending.size).toBe(0)
  })

  it('does not judge on an old price, nor at a price long after the horizon', () => {
    expect(play({}, [tickInput(121_001 + HORIZON, 110)], 121_001).outcomes).toEqual([])
    expect(play({}, [tickInput(121_000 + HORIZON, 110)], 121_000).outcomes).toHaveLength(1)
    expect(play({}, [due(110, 120_000)]).outcomes).toHaveLength(1)
    const { outcomes, state } = play({}, [due(110, 120_001)])
    expect(outcomes).toEqual([])
    expect(state.pending.size).toBe(0)
  })

  it('has nothing to say of a signal without a market', () => {
    expect(play({ symbol: 'B' }, [due(110)]).outcomes).toEqual([])
    expect(play({}, [due(110)], 1_000).outcomes).toEqual([])
  })
})
