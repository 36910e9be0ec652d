/** Makes an AI signal of loose fields, as JSON lines and CSV give them, or says what is wrong with them. */
import type { AiSignal, SignalAction } from '../../records/generated.ts'
import { notATime, readTime } from './parse-time.ts'
import type { Fault, ProblemCode } from './problem.ts'

/** Fields by name. CSV gives texts alone; absent, null and empty mean the same. */
export type SignalFields = Readonly<Record<string, unknown>>

/** What a signal is given where its line does not say it. */
export interface SignalDefaults {
  /** Unique: `<file name>:<line>`. */
  readonly signalId: string
  readonly model: string
}

const ACTIONS: readonly SignalAction[] = ['BUY', 'SELL', 'HOLD', 'CLOSE']
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** A fault on its way out of the readers below. */
class SignalFault extends Error {
  readonly code: ProblemCode

  constructor(code: ProblemCode, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * The signal of a line. `timestamp` stands for `event_time`; times are ISO 8601 or epoch ms; the action's case does not
 * matter; unknown fields are ignored.
 */
export function signalOf(fields: SignalFields, defaults: SignalDefaults): AiSignal | Fault {
  try {
    return {
      symbol: required(text(fields, 'symbol'), 'symbol'),
      event_time: required(time(fields, 'event_time') ?? time(fields, 'timestamp'), 'event_time or timestamp'),
      signal_id: text(fields, 'signal_id') ?? defaults.signalId,
      action: action(fields),
      confidence: confidence(fields),
      timeframe: text(fields, 'timeframe') ?? 'unknown',
      model: text(fields, 'model') ?? defaults.model,
      model_version: text(fields, 'model_version'),
      reason: text(fields, 'reason'),
      reference_price: price(fields, 'reference_price'),
      tick_time: time(fields, 'tick_time'),
    }
  } catch (error) {
    if (error instanceof SignalFault) return { code: error.code, message: error.message }
    throw error
  }
}

function required<Value>(value: Value | null, name: string): Value {
  if (value === null) throw new SignalFault('MISSING_FIELD', `${name} is missing`)
  return value
}

function action(fields: SignalFields): SignalAction {
  const given = required(text(fields, 'action'), 'action').toUpperCase()
  const known = ACTIONS.find((candidate) => candidate === given)
  if (known === undefined) {
    throw new SignalFault('UNKNOWN_ACTION', `action '${given}' is none of ${ACTIONS.join(', ')}`)
  }
  return known
}

function confidence(fields: SignalFields): number {
  const value = fields.confidence
  if (absent(value)) throw new SignalFault('MISSING_FIELD', 'confidence is missing')
  const given = number(value)
  if (!(given >= 0 && given <= 1)) {
    throw new SignalFault('BAD_CONFIDENCE', `confidence ${JSON.stringify(value)} is not between 0 and 1`)
  }
  return given
}

function price(fields: SignalFields, name: string): number | null {
  const value = fields[name]
  if (absent(value)) return null
  const given = number(value)
  if (!(given > 0)) throw new SignalFault('BAD_FIELD', `${name} ${JSON.stringify(value)} is not a price above zero`)
  return given
}

function time(fields: SignalFields, name: string): number | null {
  const value = fields[name]
  if (absent(value)) return null
  const given = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
  const read = readTime(given)
  if (read === null) throw new SignalFault('BAD_TIME', `${name} ${notATime(given)}`)
  return read
}

function text(fields: SignalFields, name: string): string | null {
  const value = fields[name]
  if (absent(value)) return null
  if (typeof value !== 'string') throw new SignalFault('BAD_FIELD', `${name} ${JSON.stringify(value)} is not a text`)
  return value.trim()
}

function absent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

/** A finite number, or NaN. */
function number(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN
  return typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : Number.NaN
}
