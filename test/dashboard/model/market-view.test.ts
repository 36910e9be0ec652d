/** What nobody knows of a market is not 0. */
import { expect, it } from 'vitest'
import { MarketView } from '../../../src/dashboard/model/market-view.ts'
import type { SignalDecision } from '../../../src/records/generated.ts'
import { BEGIN_MS, tick } from '../../alerts/records.ts'

const decision = (afterMs: number, divergence: number, funding: number): SignalDecision => ({
  symbol: 'A',
  event_time: BEGIN_MS + afterMs,
  account: 'paper',
  signal_id: `s${afterMs}`,
  outcome: 'REFUSED',
  reason: 'HOLD',
  action: 'HOLD',
  confidence: 0.5,
  threshold: 0.6,
  signal_age_ms: 0,
  exchange_divergence: divergence,
  funding_rate: funding,
})

const seen = (market: MarketView) =>
  market.of('A')?.market.map(({ divergenceRatio, fundingRatio }) => [divergenceRatio, fundingRatio])

it('shows divergence and funding where there is something to measure them by', () => {
  const market = new MarketView()
  market.seeTick(tick('A', 0))
  market.seeDecision(decision(1, 0, 0))
  market.seeTick(tick('A', 2, 'other'))
  market.seeFunding({ symbol: 'A', event_time: BEGIN_MS, exchange: 'other', rate_ratio: 0, interval_hours: 8 })
  market.seeDecision(decision(3, 0, 0))
  market.seeDecision(decision(4, 0.001, 0.0001))
  // The other market has been silent for a minute and counts no more.
  market.seeTick(tick('A', 70_000))
  market.seeDecision(decision(70_001, 0, 0))
  expect(seen(market)).toEqual([
    [null, null],
    [0, 0],
    [0.001, 0.0001],
    [null, 0],
  ])
})

it('has no symbol of which only a reference market was seen', () => {
  const market = new MarketView()
  market.seeTick({ ...tick('A', 0), role: 'REFERENCE' })
  expect(market.symbols).toEqual([])
  expect(market.of('A')).toBeNull()
})
