/** The engine's HTTP contract: what is asked and answered, as types and as the JSON schemas requests are checked by. */

/** `POST /api/ai/signal`. The first four fields are the original system's contract; the other two are optional. */
export interface SignalQuestion {
  readonly symbol: string
  readonly price: number
  readonly volume: number
  readonly timeframe: string
  readonly event_time?: number
  readonly candles?: readonly CandleBody[]
}

/** `POST /api/ai/candles`. */
export interface CandleHistory {
  readonly symbol: string
  readonly timeframe: string
  readonly candles: readonly CandleBody[]
}

export interface CandleBody {
  readonly open_time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

export interface SignalAnswer {
  readonly symbol: string
  readonly timeframe: string
  readonly action: 'BUY' | 'SELL' | 'HOLD'
  readonly confidence: number
  readonly model: string
  readonly model_version: string
  /** `WARMING_UP`, or why in words. */
  readonly reason: string
  readonly detail: string | null
  readonly candles: number
  readonly candles_needed: number
  readonly candle_end: number | null
  readonly reference_price: number
  readonly event_time: number
  readonly price_taken: boolean
}

export interface EngineHealth {
  readonly running: boolean
  readonly problem: string | null
  readonly status: 'READY' | 'WARMING_UP' | 'FAILED'
  readonly model: string
  readonly model_version: string
  readonly candles_needed: number
  readonly markets: number
  readonly markets_limit: number
  readonly markets_warm: number
  readonly warm: readonly string[]
  readonly signals: number
  readonly last_signal_time: number | null
  readonly uptime_ms: number
}

/** Candles in one request. */
export const MAX_CANDLES = 500

const symbol = {
  type: 'string',
  pattern: '^[A-Z0-9]{1,32}$',
  description: 'Exchange-neutral symbol of the contract, such as GALAUSDT.',
} as const
const timeframe = {
  type: 'string',
  pattern: '^[1-9]\\d{0,3}[mhd]$',
  description: 'Length of a candle: a whole number and m, h or d, such as 5m or 1h.',
} as const
const price = { type: 'number', exclusiveMinimum: 0, maximum: 1e15 } as const
const volume = { type: 'number', minimum: 0, maximum: 1e18, description: 'Base units since the last price.' } as const
const time = { type: 'integer', minimum: 0, maximum: 8.64e15 } as const
const text = { type: 'string' } as const
const count = { type: 'integer', minimum: 0 } as const
const nullable = (schema: object) => ({ anyOf: [schema, { type: 'null' }] })
const ratio = { type: 'number', minimum: 0, maximum: 1 } as const

/** An object in which every property but the optional ones is required, and nothing else may stand. */
const strict = (properties: Readonly<Record<string, object>>, optional: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
})

const candle = strict({
  open_time: { ...time, description: 'Start of the candle, a multiple of the timeframe. Unix time in ms.' },
  open: price,
  high: price,
  low: price,
  close: price,
  volume: { type: 'number', minimum: 0, maximum: 1e18, description: 'Base units.' },
})
const candles = { type: 'array', maxItems: MAX_CANDLES, items: candle, description: 'Closed candles, in any order.' }

export const SCHEMAS = {
  SignalQuestion: strict(
    {
      symbol,
      price: { ...price, description: 'Latest price, quote units.' },
      volume,
      timeframe,
      event_time: { ...time, description: "When the price was seen, Unix time in ms. Default: the server's clock." },
      candles,
    },
    ['event_time', 'candles'],
  ),
  SignalAnswer: strict({
    symbol,
    timeframe,
    action: { type: 'string', enum: ['BUY', 'SELL', 'HOLD'] },
    confidence: { ...ratio, description: 'A score, not a probability.' },
    model: text,
    model_version: text,
    reason: { ...text, description: 'WARMING_UP while there are too few closed candles; else why, in words.' },
    detail: nullable({ ...text, description: 'How far the warming up is.' }),
    candles: { ...count, description: 'Closed candles without a gap that the answer rests on.' },
    candles_needed: count,
    candle_end: nullable({ ...time, description: 'End of the latest closed candle. Unix time in ms.' }),
    reference_price: { ...price, description: 'Close of that candle; before there is one, the price given.' },
    event_time: time,
    price_taken: { type: 'boolean', description: 'False for a price whose candle was closed already.' },
  }),
  CandleHistory: strict({ symbol, timeframe, candles: { ...candles, minItems: 1 } }),
  CandleReceipt: strict({ symbol, timeframe, candles: count, candles_needed: count }),
  Health: strict({
    running: { type: 'boolean', description: 'True when the server listens and the model, tried just now, answers.' },
    problem: nullable({ ...text, description: 'Why it is not running.' }),
    status: { type: 'string', enum: ['READY', 'WARMING_UP', 'FAILED'], description: 'READY: a market is warm.' },
    model: text,
    model_version: text,
    candles_needed: count,
    markets: { ...count, description: 'Markets (symbol and timeframe) with candles.' },
    markets_limit: count,
    markets_warm: { ...count, description: 'Markets with as many closed candles as the models need.' },
    warm: { type: 'array', items: text, description: 'The first hundred of them, such as GALAUSDT/5m.' },
    signals: { ...count, description: 'Questions answered since the start.' },
    last_signal_time: nullable(time),
    uptime_ms: count,
  }),
  Refusal: strict({
    code: { ...text, description: 'Stable code, such as INVALID_REQUEST.' },
    message: { ...text, description: 'What is wrong and what to do.' },
  }),
} as const
