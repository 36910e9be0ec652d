/** trade-intent, the gates: every reason there is, in their fixed order. */
import { describe, expect, it } from 'vitest'
import { testTopology } from '../../src/testing/index.ts'
import { topics } from '../../src/topics.ts'
import { tradeIntent } from '../../src/topologies/index.ts'
import { account, proposed, update } from '../domain/plan/fixtures.ts'
import { signal, tick } from '../operators/inputs.ts'
import { config, decide, FAULTS, type Fault, type FaultName, NOW } from './gate-faults.ts'

const names = Object.keys(FAULTS) as readonly FaultName[]
const reasonsOf = (faults: readonly Fault[], changes = {}) =>
  decide(faults, changes)
    .read(topics.signalDecision)
    .map(({ value }) => value.reason)

/** Faults that cannot be true together. */
const EXCLUSIVE: readonly (readonly [FaultName, FaultName])[] = [
  ['FUTURE_SIGNAL', 'STALE_SIGNAL'],
  ['NO_MARKET', 'STALE_MARKET'],
  ['POSITION_OPEN', 'COOLDOWN'],
]

describe('the gates', () => {
  it('let a good signal through', () => {
    expect(reasonsOf([])).toEqual(['ACCEPTED'])
  })

  it.each(names)('refuse with %s: one decision, no intent', (name) => {
    const driver = decide([FAULTS[name]])
    expect(driver.read(topics.signalDecision)).toMatchObject([
      { value: { outcome: 'REFUSED', reason: name, intent_id: null } },
    ])
    expect(driver.read(topics.tradeIntent)).toEqual([])
    expect(driver.read(topics.deadLetter)).toEqual([])
  })

  const pairs = names.flatMap((first, i) => names.slice(i + 1).map((second) => [first, second] as const))
  const possible = pairs.filter(([a, b]) => !EXCLUSIVE.some(([c, d]) => a === c && b === d))

  it.each(possible)('ask for %s before %s', (first, second) => {
    expect(reasonsOf([FAULTS[first], FAULTS[second]])).toEqual([first])
    expect(reasonsOf([FAULTS[second], FAULTS[first]])).toEqual([first])
  })

  it.each([
    ['a confidence at the threshold', { signal: { confidence: 0.65 } }],
    ['a lead of 5 s', { signal: { event_time: NOW + 5_000 } }],
    ['an age of 5 min', { signal: { event_time: NOW - 300_000 } }],
    ['a market 2 min old', { marketAgeMs: 120_000 }],
  ])('let %s through', (_, fault) => {
    expect(reasonsOf([fault])).toEqual(['ACCEPTED'])
  })

  it.each([
    ['an action nobody knows', { action: 'UNKNOWN' }],
    ['a confidence above 1', { confidence: 1.01 }],
    ['a confidence below 0', { confidence: -0.01 }],
    ['a confidence that is no number', { confidence: Number.NaN }],
  ] as const)('refuse %s as INVALID_SIGNAL', (_, changes) => {
    expect(reasonsOf([], changes)).toEqual(['INVALID_SIGNAL'])
  })

  it.each([
    [300_000, 'ACCEPTED'],
    [299_999, 'COOLDOWN'],
  ])('%d ms after a position has closed: %s', (ageMs, reason) => {
    const driver = testTopology(tradeIntent, { config })
    const closed = update(proposed().plan, { symbol: 'A', status: 'CLOSED', event_time: NOW - ageMs })
    driver.pipe(topics.positionUpdate, closed)
    driver.pipe(topics.marketTick, tick(NOW - 1_000, 100))
    driver.pipe(topics.aiSignal, signal(NOW))
    expect(driver.read(topics.signalDecision)[0]?.value.reason).toBe(reason)
  })

  it('an account that is reducing or draining opens nothing either', () => {
    for (const mode of ['REDUCING', 'DRAINING', 'UNKNOWN'] as const) {
      expect(
        reasonsOf([{ before: (driver) => driver.pipe(topics.accountState, account({ event_time: NOW - 1, mode })) }]),
      ).toEqual(['HALTED'])
    }
  })
})
