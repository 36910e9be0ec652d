/** Reads what an engine answered, and believes nothing of it that was not checked. */
import * as v from 'valibot'
import { AskFailure } from './ask-failure.ts'

/** An answer that can be used. */
export interface EngineAnswer {
  readonly action: 'BUY' | 'SELL' | 'HOLD' | 'CLOSE'
  readonly confidence: number
  readonly model: string
  readonly modelVersion: string | null
  readonly reason: string | null
}

/** What the answer has to be about. */
export interface Asked {
  readonly symbol: string
  readonly timeframe: string
}

const ACTIONS = ['BUY', 'SELL', 'HOLD', 'CLOSE'] as const
/** Longest text of an engine that goes into a record. */
const MAX_TEXT = 1_000
const MAX_EVIDENCE_BYTES = 4_096

const text = v.pipe(v.string(), v.transform(plain))
/** Other fields may stand beside these: engines say more than is asked. */
const answerSchema = v.looseObject({
  action: v.optional(v.unknown()),
  confidence: v.optional(v.unknown()),
  model: v.pipe(text, v.minLength(1), v.maxLength(100)),
  model_version: v.optional(v.nullable(v.union([text, v.pipe(v.number(), v.transform(String))]))),
  reason: v.optional(v.nullable(text)),
  detail: v.optional(v.nullable(text)),
  symbol: v.optional(v.nullable(v.string())),
  timeframe: v.optional(v.nullable(v.string())),
})
const action = v.picklist(ACTIONS)
const confidence = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1))

/** The answer in a body. Throws an AskFailure that says what is wrong with it. */
export function readAnswer(body: Buffer, asked: Asked): EngineAnswer {
  const refuse = (code: AskFailure['code'], message: string) =>
    new AskFailure(code, message, body.subarray(0, MAX_EVIDENCE_BYTES))
  const parsed = v.safeParse(answerSchema, jsonOf(body, refuse))
  if (!parsed.success) {
    const { path, message } = parsed.issues[0]
    const where = path?.map(({ key }) => String(key)).join('.') ?? 'the answer'
    throw refuse('INVALID_ANSWER', `${where}: ${message}`)
  }
  const { output } = parsed
  if (!v.is(action, output.action)) {
    throw refuse('UNKNOWN_ACTION', `action ${show(output.action)} is none of ${ACTIONS.join(', ')}`)
  }
  if (!v.is(confidence, output.confidence)) {
    throw refuse('CONFIDENCE_OUT_OF_RANGE', `confidence ${show(output.confidence)} is not a number from 0 to 1`)
  }
  if (output.symbol != null && output.symbol !== asked.symbol) {
    throw refuse('WRONG_SYMBOL', `asked about ${asked.symbol}, answered about ${show(output.symbol)}`)
  }
  if (output.timeframe != null && output.timeframe !== asked.timeframe) {
    throw refuse('WRONG_TIMEFRAME', `asked about ${asked.timeframe}, answered about ${show(output.timeframe)}`)
  }
  const said = [output.reason, output.detail].filter((part) => part != null && part !== '').join(': ')
  return {
    action: output.action,
    confidence: output.confidence,
    model: output.model,
    modelVersion: output.model_version ?? null,
    reason: said === '' ? null : said.slice(0, MAX_TEXT),
  }
}

function jsonOf(body: Buffer, refuse: (code: 'NOT_JSON', message: string) => AskFailure): unknown {
  const content = body.toString('utf8')
  try {
    return JSON.parse(content)
  } catch {
    throw refuse('NOT_JSON', `the answer is no JSON: it begins with ${show(content.slice(0, 60))}`)
  }
}

function show(value: unknown): string {
  return plain(JSON.stringify(value) ?? String(value)).slice(0, 100)
}

/** A text without control characters: it ends on terminals. */
function plain(value: string): string {
  return value.replace(/\p{Cc}+/gu, ' ')
}
