import { describe, expect, it } from 'vitest'
import { topics } from '../../../src/topics.ts'
import { changed } from '../slice.ts'
import { failing, fallingRun, onlyFirst, problems } from './verified.ts'

const reader = fallingRun()

describe('stops and fills', () => {
  it('fails where a stop was never acknowledged', () => {
    const stops = new Set(
      [...reader().values(topics.orderCommand)]
        .filter(({ leg }) => leg === 'STOP')
        .map(({ client_order_id: id }) => id),
    )
    const silent = changed(reader(), topics.executionReport, (value) =>
      stops.has(value.client_order_id) && value.status === 'NEW' ? [] : [value],
    )
    expect(failing(silent)).toEqual(['stops'])
    expect(problems(silent, 'stops')[0]).toMatch(/open without an acknowledged stop for \d+ ms/)
  })

  it('fails on a fill in the instant of its command, before it, and without one', () => {
    const entries = new Map(
      [...reader().values(topics.executionReport)]
        .filter(({ trade_id }) => trade_id != null)
        .map((fill) => [fill.client_order_id, fill.event_time]),
    )
    const command = (shiftMs: number) =>
      changed(
        reader(),
        topics.orderCommand,
        onlyFirst(
          (value) => [{ ...value, event_time: (entries.get(value.client_order_id) ?? 0) + shiftMs }],
          (value) => value.leg === 'TP1' && entries.has(value.client_order_id),
        ),
      )
    expect(problems(command(0), 'fill-times')[0]).toMatch(/filled in the instant of its command/)
    expect(problems(command(1), 'fill-times')[0]).toMatch(/1 ms before its command/)
    expect(problems(command(-1), 'fill-times')).toEqual([])
    const none = changed(
      reader(),
      topics.orderCommand,
      onlyFirst(
        () => [],
        ({ leg }) => leg === 'ENTRY',
      ),
    )
    expect(problems(none, 'fill-times')[0]).toMatch(/was not commanded/)
  })

  it('fails where a take-profit closes more than is open', () => {
    const targets = new Set(
      [...reader().values(topics.orderCommand)].filter(({ leg }) => leg === 'TP1').map(({ client_order_id: id }) => id),
    )
    const greedy = changed(
      reader(),
      topics.executionReport,
      onlyFirst(
        (value) => [{ ...value, filled_quantity: '99999999' }],
        (value) => targets.has(value.client_order_id) && value.trade_id != null,
      ),
    )
    expect(problems(greedy, 'fill-quantities').slice(0, 2)).toEqual([
      expect.stringMatching(/^TP1 filled 99999999 of a position of/),
      expect.stringMatching(/^TP1 has filled 99999999, commanded were/),
    ])
  })
})
