import { describe, expect, it } from 'vitest'
import { deadLetterLine, intentLines, positionLine, refusalLine } from '../../../src/cli/run/log-lines.ts'
import type { PositionUpdate, SignalDecision, TradeIntent } from '../../../src/records/generated.ts'

const sizing = { state: 'lv-ranging.c2.e0.p1', action: 1, explored: false } as const

const intent: TradeIntent = {
  symbol: 'OPUSDT',
  event_time: 1_765_659_000_000,
  intent_id: 'op.paper',
  signal_id: 'op',
  account: 'paper',
  side: 'BUY',
  confidence: 0.68,
  position_size_usd: '200',
  leverage: 1,
  entry_price: 0.27,
  stop_loss: 0.2646,
  take_profit: 0.2754,
  ilf: {
    atr_value: 0.02,
    atr_source: 'CANDLES',
    volatility_factor: 0.53,
    volatility_source: 'EXCHANGE_24H',
    exchange_divergence: 0,
    divergence_source: 'SINGLE_MARKET',
    markets: 1,
    funding_rate: 0,
    funding_source: 'NONE_KNOWN',
    regime: 'BULL',
    regime_source: 'CANDLES',
  },
  sizing,
  harvest: { policy: 'SWING', target_ratio: 0.01, max_duration_ms: 3_600_000 },
  model: 'test',
  source: 'trade-intent',
  expires_at: 1_765_659_300_000,
  contract_version: 1,
}

const closed: PositionUpdate = {
  symbol: 'OPUSDT',
  event_time: 1_765_660_800_000,
  position_id: 'position.op',
  account: 'paper',
  plan_id: 'plan.op',
  intent_id: 'op.paper',
  signal_id: 'op',
  status: 'CLOSED',
  side: 'LONG',
  quantity: '0',
  average_entry: '0.27',
  average_exit: '0.2754',
  realized_pnl: '12.5',
  pnl_ratio: 0.0625,
  fees: '1.25',
  funding_paid: '0',
  leverage: 12,
  margin: '200',
  exit_cause: 'TP3',
  opened_at: 1_765_659_000_000,
  duration_ms: 1_800_000,
  sizing,
}

const texts = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => text)

describe('intentLines', () => {
  it('are those of the original system', () => {
    expect(texts(intentLines(intent))).toEqual([
      '[RL-SIZING] OPUSDT: $200 @ 1x (ATR=2.00%, volatility=0.53)',
      'Signal: OPUSDT BUY @ $0.27 (confidence=68.00%, size=$200)',
      'Published trade.intent for OPUSDT (id=op.paper)',
    ])
  })

  it('say no size where the intent is to close', () => {
    expect(texts(intentLines({ ...intent, side: 'CLOSE', position_size_usd: '0' }))).toEqual([
      'Signal: OPUSDT CLOSE @ $0.27 (confidence=68.00%)',
      'Published trade.intent for OPUSDT (id=op.paper)',
    ])
  })

  it.each([
    [0.00603, '$0.00603'],
    [1e-7, '$0.0000001'],
    [88_123.4, '$88123.4'],
  ])('write the price %d as %s', (entry_price, text) => {
    expect(texts(intentLines({ ...intent, entry_price }))[1]).toContain(` @ ${text} (`)
  })

  it('carry event time and ids for programs', () => {
    expect(intentLines(intent)[0]).toMatchObject({
      level: 'info',
      timeMs: intent.event_time,
      fields: { symbol: 'OPUSDT', intent_id: 'op.paper', signal_id: 'op' },
    })
  })
})

describe('positionLine', () => {
  it('tells an opened position', () => {
    const line = positionLine({ ...closed, status: 'OPENED', quantity: '8888', exit_cause: null })
    expect(line).toMatchObject({
      level: 'info',
      text: 'Position opened: OPUSDT LONG 8888 @ $0.27 (12x, margin $200.00)',
    })
  })

  it('tells a closed position with what it brought', () => {
    expect(positionLine(closed)).toMatchObject({
      level: 'info',
      text: 'Position closed: OPUSDT LONG by TP3 @ $0.2754 (PnL +12.50, +6.25% of margin, fees 1.25, held 30 min)',
    })
  })

  it.each(['INCREASED', 'REDUCED'] as const)('keeps %s for debugging', (status) => {
    expect(positionLine({ ...closed, status })?.level).toBe('debug')
  })

  it('has nothing to say of a status that this version does not know', () => {
    expect(positionLine({ ...closed, status: 'UNKNOWN' })).toBeNull()
  })
})

describe('refusalLine', () => {
  const refused: SignalDecision = {
    symbol: 'OPUSDT',
    event_time: 1,
    account: 'paper',
    signal_id: 'op',
    outcome: 'REFUSED',
    reason: 'POSITION_OPEN',
    action: 'BUY',
    confidence: 0.7,
    threshold: 0.65,
    signal_age_ms: 0,
    note: 'open by other.paper',
  }

  it('names the gate and its note', () => {
    expect(refusalLine(refused)).toMatchObject({
      level: 'debug',
      text: 'Refused: OPUSDT BUY (confidence=70.00%): position open, open by other.paper',
    })
  })

  it('leaves accepted signals to their intents', () => {
    expect(refusalLine({ ...refused, outcome: 'ACCEPTED' })).toBeNull()
  })
})

describe('deadLetterLine', () => {
  it('warns, with the reason', () => {
    const letter = {
      topic: 'a.csv',
      event_time: 1,
      partition: -1,
      offset: 7,
      value: null,
      error_code: 'BAD_TIME',
      error: 'a.csv, line 7: no',
    }
    expect(deadLetterLine(letter)).toMatchObject({ level: 'warn', text: 'Dead letter (BAD_TIME): a.csv, line 7: no' })
  })
})
