import { describe, expect, it } from 'vitest'
import { onDecision, onIntent, onPosition, onTick } from '../../../src/domain/plan/exit-brain.ts'
import { config, decision, decisions, intent, NOW, opened, plans, proposed, update } from './fixtures.ts'

describe('onPosition', () => {
  it('re-bases a long on its average entry and the filled quantity', () => {
    const active = proposed()
    const fill = update(active.plan, { average_entry: '50100', quantity: '0.03', opened_at: NOW + 700 })
    const [open, emissions] = onPosition(active, fill, config)
    const plan = plans(emissions)[0]
    expect(plan).toMatchObject({
      revision: 1,
      cause: 'REBASE',
      event_time: NOW + 1000,
      entry_price: '50100',
      quantity: '0.03',
      notional: '1503',
      margin: '30.06',
      stop_loss: '49648.7',
      leverage: 50,
    })
    expect(plan?.take_profits.map(({ price, quantity }) => [price, quantity])).toEqual([
      ['50502', '0.015'],
      ['50751.9', '0.009'],
      ['51027.2', '0.006'],
    ])
    expect(open).toMatchObject({ status: 'OPEN', plan, openQuantity: '0.03', oneR: '451.3', leaving: null })
    expect(open).toHaveProperty('watch.timeStopAt', NOW + 700 + 3_600_000)
  })

  it('re-bases a short', () => {
    const active = proposed({ side: 'SELL' })
    const [, emissions] = onPosition(active, update(active.plan, { average_entry: '49900' }), config)
    expect(plans(emissions)[0]).toMatchObject({ cause: 'REBASE', entry_price: '49900', stop_loss: '50349.5' })
  })

  it.each([
    ['LONG', 'BUY', '50010', '49990', '49559.5'],
    ['SHORT', 'SELL', '49990', '50010', '50440.3'],
  ] as const)('moves the stop of a %s with a later fill only in its favour', (_, side, better, worse, best) => {
    const active = opened({ side })
    const grow = { status: 'INCREASED', quantity: '0.06' } as const
    const [grown, up] = onPosition(active, update(active.plan, { ...grow, average_entry: better }), config)
    expect(plans(up)[0]).toMatchObject({ cause: 'REBASE', revision: 2, quantity: '0.06', stop_loss: best })
    const [, down] = onPosition(grown, update(active.plan, { ...grow, average_entry: worse }), config)
    expect(plans(down)[0]).toMatchObject({ entry_price: worse, stop_loss: best })
  })

  it('counts profits already taken into the ladder of a later fill', () => {
    const active = opened()
    const taken = update(active.plan, {
      status: 'REDUCED',
      exit_cause: 'TP1',
      quantity: '0.025',
      fill_price: '50401.2',
    })
    const [reduced] = onPosition(active, taken, config)
    const late = update(active.plan, { status: 'INCREASED', quantity: '0.035' })
    const [, emissions] = onPosition(reduced, late, config)
    expect(plans(emissions)[0]).toMatchObject({ quantity: '0.06', stop_loss: '50070' })
    expect(plans(emissions)[0]?.take_profits.map(({ quantity }) => quantity)).toEqual(['0.03', '0.018', '0.012'])
  })

  it.each([
    ['LONG', 'BUY', '50401.2', '50070', -0.14],
    ['SHORT', 'SELL', '49598.8', '49930', -0.14],
  ] as const)('breaks even with costs after TP1 of a %s', (_, side, fill, stop, distance) => {
    const active = opened({ side })
    const taken = { status: 'REDUCED', exit_cause: 'TP1', quantity: '0.025', fill_price: fill } as const
    const [reduced, emissions] = onPosition(active, update(active.plan, taken), config)
    expect(plans(emissions)).toHaveLength(1)
    expect(plans(emissions)[0]).toMatchObject({
      cause: 'BREAK_EVEN',
      revision: 2,
      stop_loss: stop,
      take_profits: active.plan.take_profits,
      quantity: active.plan.quantity,
    })
    expect(plans(emissions)[0]?.stop_distance_pct).toBeCloseTo(distance, 9)
    const [, again] = onPosition(reduced, update(active.plan, { ...taken, quantity: '0.01' }), config)
    expect(again).toEqual([])
  })

  it('keeps the break-even stop behind the price of the fill', () => {
    const active = opened({}, { taker_fee_bps: 38 })
    const taken = { status: 'REDUCED', exit_cause: 'TP1', quantity: '0.025', fill_price: '50300.05' } as const
    const [, emissions] = onPosition(active, update(active.plan, taken), config)
    expect(plans(emissions)[0]?.stop_loss).toBe('50300')
  })

  it('does not revise when something else reduced the position', () => {
    const active = opened()
    const stopped = update(active.plan, { status: 'REDUCED', exit_cause: 'STOP_LOSS', quantity: '0.02' })
    expect(onPosition(active, stopped, config)).toEqual([{ ...active, openQuantity: '0.02' }, []])
  })

  it('never takes a trailed stop back to break-even', () => {
    const active = opened()
    const [trailed] = onTick(active, { price: 51_000 }, NOW + 5000, config)
    const taken = update(active.plan, { status: 'REDUCED', exit_cause: 'TP1', quantity: '0.02', fill_price: '51000' })
    expect(onPosition(trailed, taken, config)[1]).toEqual([])
  })

  it('forgets a closed position', () => {
    const active = opened()
    expect(onPosition(active, update(active.plan, { status: 'CLOSED', quantity: '0' }), config)).toEqual([
      undefined,
      [],
    ])
  })

  it('ignores other plans and unknown changes', () => {
    const active = opened()
    expect(onPosition(active, update(active.plan, { plan_id: 'another' }), config)[0]).toBe(active)
    expect(onPosition(active, update(active.plan, { status: 'UNKNOWN' }), config)[0]).toBe(active)
    expect(onPosition(undefined, update(active.plan), config)).toEqual([undefined, []])
  })

  it('throws on figures that are no decimals', () => {
    const active = proposed()
    expect(() => onPosition(active, update(active.plan, { average_entry: 'NaN' }), config)).toThrow(RangeError)
  })

  it('closes at once when a CLOSE came before the fill', () => {
    const close = intent({ intent_id: 's9.paper', signal_id: 's9', side: 'CLOSE' })
    const [waiting] = onIntent({ active: proposed() }, close, NOW, config)
    const [closing, emissions] = onPosition(waiting, update(proposed().plan), config)
    expect(plans(emissions).map(({ cause, revision, close_intent_id }) => [cause, revision, close_intent_id])).toEqual([
      ['REBASE', 1, null],
      ['CLOSE', 2, 's9.paper'],
    ])
    expect(closing).toMatchObject({ status: 'OPEN', leaving: 'CLOSE' })
  })

  it('gives no new levels to a position that is being left', () => {
    const active = opened()
    const [left] = onTick(active, { price: 50_000 }, NOW + 3_601_000, config)
    const late = update(active.plan, { status: 'INCREASED', quantity: '0.06' })
    expect(onPosition(left, late, config)[1]).toEqual([])
    const taken = update(active.plan, { status: 'REDUCED', exit_cause: 'TP1', quantity: '0.02' })
    expect(onPosition(left, taken, config)[1]).toEqual([])
  })
})

describe('onDecision', () => {
  it.each(['REFUSED', 'SKIPPED_STALE', 'SKIPPED_DRAIN'] as const)('removes a proposal that ended %s', (outcome) => {
    expect(onDecision(proposed(), decision({ outcome }))).toEqual([undefined, []])
  })

  it.each([
    ['it is not final', decision({ final: false })],
    ['it accepts', decision({ outcome: 'ACCEPTED' })],
    ['its outcome is unknown', decision({ outcome: 'UNKNOWN' })],
    ['it is of another intent', decision({ intent_id: 's2.paper' })],
    ['it is exit-brain’s own', decision({ stage: 'PLAN' })],
  ])('keeps a proposal when %s', (_, other) => {
    const active = proposed()
    expect(onDecision(active, other)[0]).toBe(active)
  })

  it('keeps an open plan', () => {
    const active = opened()
    expect(onDecision(active, decision())[0]).toBe(active)
  })

  it('refuses the CLOSE that waited for a proposal that never opened', () => {
    const close = intent({ intent_id: 's9.paper', signal_id: 's9', side: 'CLOSE' })
    const [waiting] = onIntent({ active: proposed() }, close, NOW, config)
    const [active, emissions] = onDecision(waiting, decision())
    expect(active).toBeUndefined()
    expect(decisions(emissions)).toHaveLength(1)
    expect(decisions(emissions)[0]).toMatchObject({
      intent_id: 's9.paper',
      signal_id: 's9',
      reason: 'NO_POSITION',
      final: true,
      event_time: NOW + 2000,
    })
  })

  it('goes on holding a position whose close was refused', () => {
    const close = intent({ intent_id: 's9.paper', signal_id: 's9', side: 'CLOSE' })
    const [closing] = onIntent({ active: opened() }, close, NOW, config)
    const [held] = onDecision(closing, decision({ stage: 'CLOSE', intent_id: 's9.paper', plan_id: 'plan.s1.paper' }))
    expect(held).toMatchObject({ status: 'OPEN', leaving: null })
  })
})
