import { describe, expect, it } from 'vitest'
import { onIntent } from '../../../src/domain/plan/exit-brain.ts'
import { account, config, decisions, instrument, intent, NOW, opened, plans, proposed } from './fixtures.ts'

/** The only decision on an intent, and that no plan came of it. */
function refusal(...args: Parameters<typeof onIntent>) {
  const [active, emissions] = onIntent(...args)
  expect(active).toBe(args[0].active)
  expect(plans(emissions)).toEqual([])
  expect(decisions(emissions)).toHaveLength(1)
  expect(decisions(emissions)[0]).toMatchObject({ stage: 'PLAN', final: true, intent_id: args[1].intent_id })
  return decisions(emissions)[0]
}

describe('onIntent with BUY or SELL', () => {
  it('proposes a long with everything in it', () => {
    const [active, emissions] = onIntent({ instrument: instrument() }, intent(), NOW + 5, config)
    expect(emissions).toHaveLength(1)
    expect(emissions[0]?.traceId).toBe('s1')
    const plan = plans(emissions)[0]
    expect(plan).toMatchObject({
      plan_id: 'plan.s1.paper',
      event_time: NOW + 5,
      revision: 0,
      cause: 'ENTRY',
      side: 'LONG',
      entry_price: '50000',
      leverage: 50,
      quantity: '0.05',
      notional: '2500',
      margin: '50',
      stop_loss: '49549.6',
      expires_at: NOW + 300_000,
      close_intent_id: null,
      limited_by: [],
    })
    expect(plan?.ilf_leverage).toBeCloseTo(50.4, 9)
    expect(plan?.take_profits.map(({ price, quantity }) => [price, quantity])).toEqual([
      ['50401.2', '0.025'],
      ['50650.6', '0.015'],
      ['50925.3', '0.01'],
    ])
    expect(plan?.stop_distance_pct).toBeCloseTo(0.9008, 9)
    expect(active).toMatchObject({ status: 'PROPOSED', plan })
  })

  it('proposes a short, mirrored', () => {
    const [, emissions] = onIntent({ instrument: instrument() }, intent({ side: 'SELL' }), NOW, config)
    const plan = plans(emissions)[0]
    expect(plan).toMatchObject({ side: 'SHORT', stop_loss: '50450.4', quantity: '0.05' })
    expect(plan?.take_profits.map(({ price }) => price)).toEqual(['49598.8', '49349.4', '49074.7'])
    expect(Number(plan?.liquidation_price)).toBeGreaterThan(50_450.4)
    expect(plan?.stop_distance_pct).toBeCloseTo(0.9008, 9)
  })

  it('is a value that survives JSON', () => {
    const active = proposed({ ilf: { ...intent().ilf, atr_value: Number.NaN, funding_rate: Number.NaN } })
    expect(JSON.parse(JSON.stringify(active))).toEqual(active)
    expect(active.basis.atrRatio).toBeNull()
  })

  it('lets account and symbol risk into the leverage', () => {
    const busy = account({ pnl_trend: 0.5, margin_utilisation_ratio: 0.4, equity: '500' })
    const view = { instrument: instrument(), account: busy }
    const [, emissions] = onIntent(view, intent(), NOW, { ...config, symbolRisk: { BTCUSDT: 1.25 } })
    expect(plans(emissions)[0]?.inputs).toMatchObject({ pnl_trend: 0.5, margin_utilisation: 0.4, symbol_risk: 1.25 })
    expect(plans(emissions)[0]?.ilf_leverage).toBeCloseTo((50.4 * 1.125 * 0.6) / 1.25, 9)
    expect(plans(emissions)[0]?.limited_by).toEqual(['RISK_PER_TRADE'])
  })

  it.each([
    ['an hour old', intent({ event_time: NOW - 3_600_000, expires_at: NOW + 1 })],
    ['a millisecond over the limit', intent({ event_time: NOW - 300_001, expires_at: NOW + 1 })],
    ['expired', intent({ expires_at: NOW - 1 })],
  ])('skips an intent that is %s', (_, stale) => {
    const view = { instrument: instrument(), account: account({ mode: 'DRAINING' }) }
    expect(refusal(view, stale, NOW, config)).toMatchObject({ outcome: 'SKIPPED_STALE', reason: 'STALE_INTENT' })
  })

  it('takes an intent of exactly the limit', () => {
    const limit = intent({ event_time: NOW - 300_000, expires_at: NOW })
    expect(plans(onIntent({ instrument: instrument() }, limit, NOW, config)[1])).toHaveLength(1)
  })

  it('skips everything while the account drains', () => {
    const view = { instrument: instrument(), account: account({ mode: 'DRAINING', mode_reason: 'update' }) }
    expect(refusal(view, intent(), NOW, config)).toMatchObject({
      outcome: 'SKIPPED_DRAIN',
      reason: 'ACCOUNT_DRAINING',
      detail: 'update',
    })
  })

  it.each(['REDUCING', 'HALTED', 'UNKNOWN'] as const)('refuses while the account is %s', (mode) => {
    const view = { instrument: instrument(), account: account({ mode }) }
    expect(refusal(view, intent(), NOW, config)).toMatchObject({ outcome: 'REFUSED', reason: `ACCOUNT_${mode}` })
  })

  it('refuses without an instrument', () => {
    expect(refusal({}, intent(), NOW, config)).toMatchObject({ outcome: 'REFUSED', reason: 'NO_INSTRUMENT' })
  })

  it.each(['SUSPENDED', 'DELISTED', 'UNKNOWN'] as const)('refuses an instrument that is %s', (status) => {
    const view = { instrument: instrument({ status }) }
    expect(refusal(view, intent(), NOW, config)).toMatchObject({ reason: `INSTRUMENT_${status}` })
  })

  it('refuses a second plan of the symbol', () => {
    const other = intent({ intent_id: 's2.paper', signal_id: 's2' })
    const view = { instrument: instrument(), active: proposed() }
    expect(refusal(view, other, NOW, config)).toMatchObject({ reason: 'PLAN_ACTIVE', signal_id: 's2' })
  })

  it('refuses terms it cannot plan with', () => {
    const view = { instrument: instrument({ brackets: [] }) }
    expect(refusal(view, intent(), NOW, config)).toMatchObject({ reason: 'INVALID_INSTRUMENT' })
  })

  it.each([
    ['LEVERAGE_BELOW_MINIMUM', {}, { max_leverage: 4 }],
    ['NOTIONAL_BELOW_MINIMUM', {}, { min_notional: '100000' }],
    ['QUANTITY_BELOW_MINIMUM', { position_size_usd: '0.01' }, {}],
    ['INVALID_REQUEST', { entry_price: Number.NaN }, {}],
    ['TICK_TOO_COARSE', {}, { tick_size: '100000' }],
    ['TICK_TOO_COARSE', { side: 'SELL', entry_price: 49_500 }, { tick_size: '50000' }],
  ] as const)('refuses with %s what cannot be planned', (reason, wish, termsOf) => {
    const view = { instrument: instrument(termsOf) }
    const refused = refusal(view, intent(wish), NOW, config)
    expect(refused).toMatchObject({ outcome: 'REFUSED', reason })
    expect(refused?.detail).toBeTruthy()
  })

  it('refuses without equity', () => {
    const view = { instrument: instrument(), account: account({ equity: '0' }) }
    expect(refusal(view, intent(), NOW, config)).toMatchObject({ reason: 'NO_EQUITY' })
  })

  it('refuses an unknown side', () => {
    const view = { instrument: instrument() }
    expect(refusal(view, intent({ side: 'UNKNOWN' }), NOW, config)).toMatchObject({ reason: 'UNKNOWN_SIDE' })
  })

  it('decides an intent only once', () => {
    const active = proposed()
    expect(onIntent({ instrument: instrument(), active }, intent(), NOW, config)).toEqual([active, []])
  })
})

describe('onIntent with CLOSE', () => {
  const close = intent({ intent_id: 's9.paper', signal_id: 's9', side: 'CLOSE', expires_at: 0 })

  it('revises an open plan, whatever the account and the age of the intent', () => {
    const active = opened()
    const [closing, emissions] = onIntent({ active, account: account({ mode: 'HALTED' }) }, close, NOW + 9, config)
    expect(plans(emissions)).toEqual([
      {
        ...active.plan,
        revision: 2,
        cause: 'CLOSE',
        close_intent_id: 's9.paper',
        close_signal_id: 's9',
        event_time: NOW + 9,
      },
    ])
    expect(closing).toMatchObject({ status: 'OPEN', leaving: 'CLOSE' })
    expect(onIntent({ active: closing }, close, NOW + 10, config)).toEqual([closing, []])
  })

  it('is refused without a position', () => {
    expect(refusal({}, close, NOW, config)).toMatchObject({ outcome: 'REFUSED', reason: 'NO_POSITION' })
  })

  it('waits for a proposal to open; a second one is refused', () => {
    const [waiting, emissions] = onIntent({ active: proposed() }, close, NOW, config)
    expect(emissions).toEqual([])
    expect(waiting).toMatchObject({ status: 'PROPOSED', closeRequest: { intentId: 's9.paper', signalId: 's9' } })
    expect(onIntent({ active: waiting }, close, NOW, config)).toEqual([waiting, []])
    const second = { ...close, intent_id: 's10.paper' }
    expect(refusal({ active: waiting }, second, NOW, config)).toMatchObject({ reason: 'ALREADY_CLOSING' })
  })
})
