/** Which records are worth an alert, and what it says; the same records always give the same alerts. */
import { describe, expect, it } from 'vitest'
import { AlertRules, DEFAULT_RULES } from '../../src/alerts/alert-rules.ts'
import { DEAD_LETTER_WINDOW_MS } from '../../src/alerts/rules/dead-letter-rule.ts'
import { topics } from '../../src/topics.ts'
import { account, BEGIN_MS, decision, letter, position, report, tick, titles } from './records.ts'

const FROZEN_MS = DEFAULT_RULES.frozenAfterMs
const SYMBOLS = ['A', 'B', 'C', 'D', 'E'] as const

describe('positions', () => {
  it('are told when they are opened and closed, with their result', () => {
    const rules = new AlertRules()
    const see = (fields: Parameters<typeof position>[0]) => rules.see(topics.positionUpdate, position(fields))
    expect(see({ status: 'OPENED' })).toEqual([
      {
        id: 'position-1 OPENED',
        kind: 'position',
        severity: 'info',
        timeMs: BEGIN_MS,
        account: 'paper',
        symbol: 'IMXUSDT',
        title: 'Opened SHORT IMXUSDT 39x at 0.2779',
        text: 'signal signal-1',
      },
    ])
    expect(see({ status: 'INCREASED' })).toEqual([])
    expect(see({ status: 'REDUCED', exit_cause: 'TP1' })).toEqual([])
    const closed = { status: 'CLOSED', realized_pnl: '-1234.5', pnl_ratio: -0.1, duration_ms: 7_200_000 } as const
    expect(see({ ...closed, exit_cause: 'STOP_LOSS' })).toMatchObject([
      {
        id: 'position-1 CLOSED',
        severity: 'info',
        title: 'Closed SHORT IMXUSDT 39x by stop loss: -1,234.50',
        text: '-10.00 % of the margin, held 2 h, signal signal-1',
      },
    ])
    expect(see({ ...closed, exit_cause: 'LIQUIDATION' })).toMatchObject([{ severity: 'critical' }])
  })
})

describe('refusals', () => {
  it('are told where a risk limit refused, and only the last word of it', () => {
    const rules = new AlertRules()
    const see = (fields: Parameters<typeof decision>[0]) => rules.see(topics.planDecision, decision(fields))
    expect(see({ detail: '10 of 10\nopen' })).toMatchObject([
      {
        kind: 'risk',
        severity: 'warning',
        title: 'Refused by risk: IMXUSDT, max open positions',
        text: '10 of 10 open, signal signal-1',
      },
    ])
    expect(see({ final: false })).toEqual([])
    expect(see({ reason: 'LEVERAGE_BELOW_MINIMUM' })).toEqual([])
    expect(see({ outcome: 'ACCEPTED', reason: 'FILLED' })).toEqual([])
  })
})

describe('accounts', () => {
  it('are told when their mode changes, and not again while it lasts', () => {
    const rules = new AlertRules()
    const see = (fields: Parameters<typeof account>[0]) => titles(rules.see(topics.accountState, account(fields)))
    expect(see({})).toEqual([])
    expect(see({ mode: 'HALTED', mode_reason: 'DAILY_LOSS 5 %' })).toEqual(['Account paper is HALTED: DAILY_LOSS 5 %'])
    expect(see({ mode: 'HALTED', mode_reason: 'DAILY_LOSS 5 %' })).toEqual([])
    expect(see({ account: 'other' })).toEqual([])
    expect(see({ mode: 'ACTIVE' })).toEqual(['Account paper resumed: it was HALTED'])
    expect(see({ mode: 'REDUCING' })).toEqual(['Account paper is REDUCING: no reason given'])
  })

  it('is told of one that is halted when the watch begins', () => {
    const [first] = new AlertRules().see(topics.accountState, account({ mode: 'HALTED' }))
    expect(first).toMatchObject({ severity: 'critical', text: 'equity 9,500.50, drawdown 5.00 %' })
  })
})

describe('orders', () => {
  it('are told while nobody knows their fate, once, and when it is known again', () => {
    const rules = new AlertRules()
    const see = (fields: Parameters<typeof report>[0]) => rules.see(topics.executionReport, report(fields))
    expect(see({ status: 'NEW' })).toEqual([])
    const told = see({ error_code: 'TIMEOUT', error: 'no\u2028answer' })
    expect(told).toMatchObject([{ severity: 'critical', text: 'TIMEOUT no answer; the exchange is being asked' }])
    expect(see({})).toEqual([])
    expect(titles(see({ status: 'FILLED' }))).toEqual(['Order order1 of IMXUSDT is known again: filled'])
    expect(see({ status: 'FILLED' })).toEqual([])
  })
})

describe('dead letters', () => {
  const many = (rules: AlertRules, count: number, fromMs: number) =>
    Array.from({ length: count }, (_, i) =>
      rules.see(
        topics.deadLetter,
        letter({ event_time: BEGIN_MS + fromMs + i, error_code: i % 2 ? 'BAD_AVRO' : 'LATE_TICK' }),
      ),
    ).flat()

  it('are told above the rate, once a window', () => {
    const rules = new AlertRules({ ...DEFAULT_RULES, deadLetters: 4 })
    expect(many(rules, 4, 0)).toEqual([])
    expect(many(rules, 20, 4)).toMatchObject([
      {
        title: 'More than 4 dead letters within 5 min',
        text: 'late tick 3 · bad avro 2; the last one of market.tick',
      },
    ])
    expect(many(rules, 20, DEAD_LETTER_WINDOW_MS + 1_000)).toHaveLength(1)
  })

  it('are nothing to speak of where they come slowly, or late', () => {
    const rules = new AlertRules({ ...DEFAULT_RULES, deadLetters: 4 })
    for (let i = 0; i < 50; i++) expect(many(rules, 1, (i * DEAD_LETTER_WINDOW_MS) / 4)).toEqual([])
    // A late record's own time lies long ago: the window is that of the newest.
    expect(many(rules, 1, -10 * DEAD_LETTER_WINDOW_MS)).toHaveLength(1)
  })
})

describe('feeds', () => {
  const see = (rules: AlertRules, symbol: string, afterMs: number, exchange?: string) =>
    rules.see(topics.marketTick, tick(symbol, afterMs, exchange))

  it('are told when one stands still while others move, once, and when it moves again', () => {
    const rules = new AlertRules()
    const told: string[] = []
    for (let at = 0; at <= 2 * FROZEN_MS; at += 1_000) {
      if (at <= 10_000) see(rules, 'A', at)
      told.push(...titles(see(rules, 'B', at)))
    }
    expect(told).toEqual(['Feed A of binanceusdm stands still since 2025-12-13 18:00 UTC'])
    expect(titles(see(rules, 'A', 2 * FROZEN_MS + 1))).toEqual(['Feed A of binanceusdm moves again'])
  })

  it('are told together where many of an exchange stand still', () => {
    const rules = new AlertRules()
    for (const symbol of SYMBOLS) see(rules, symbol, 0)
    const told = Array.from({ length: 200 }, (_, i) => see(rules, 'Z', i * 1_000, 'other')).flat()
    expect(told).toMatchObject([
      { title: '5 feeds of binanceusdm stand still since 2025-12-13 18:00 UTC', symbol: null },
    ])
    expect(told[0]?.text).toBe('A, B, C, D, E; no tick for 2 min')
  })

  it('are not told across a gap of the whole recording', () => {
    const rules = new AlertRules()
    const told = [0, 1_000, 3_600_000, 3_601_000, 3_602_000].flatMap((at) =>
      SYMBOLS.flatMap((symbol) => see(rules, symbol, at)),
    )
    expect(told).toEqual([])
  })

  it('are told by the clock where prices are live and all of them stop, and never for a recording', () => {
    const live = new AlertRules()
    for (const symbol of SYMBOLS) see(live, symbol, 0)
    expect(live.seeClock(BEGIN_MS + 500)).toEqual([])
    expect(titles(live.seeClock(BEGIN_MS + FROZEN_MS + 500))).toEqual([
      '5 feeds of binanceusdm stand still since 2025-12-13 18:00 UTC',
    ])
    expect(live.seeClock(BEGIN_MS + 3 * FROZEN_MS)).toEqual([])
    // The first one back says so; the others are not new.
    expect(titles(see(live, 'A', 3 * FROZEN_MS))).toEqual(['Feed A of binanceusdm moves again'])
    const recording = new AlertRules()
    for (const symbol of SYMBOLS) see(recording, symbol, 0)
    expect(recording.seeClock(BEGIN_MS + 365 * 86_400_000)).toEqual([])
  })
})

it('tells the chosen kinds only', () => {
  const rules = new AlertRules({ ...DEFAULT_RULES, kinds: ['order'] })
  expect(rules.see(topics.positionUpdate, position({}))).toEqual([])
  expect(rules.see(topics.executionReport, report({}))).toHaveLength(1)
  expect(rules.see(topics.aiSignal, {} as never)).toEqual([])
})
