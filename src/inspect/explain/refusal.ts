/** Refusals in words, with the figures they were decided on. */
import type { AiSignal, DecisionReason, PlanDecision, SignalDecision } from '../../records/generated.ts'
import { durationText, isoText, priceText, ratioText } from './figures.ts'

type Words = (decision: SignalDecision) => string

const age = ({ market_age_ms: ms }: SignalDecision) => (ms == null ? 'an unknown time' : durationText(ms))

const WORDS: Readonly<Record<DecisionReason, Words>> = {
  ACCEPTED: ({ confidence, threshold, action }) =>
    action === 'CLOSE'
      ? 'there is a position to close; a CLOSE needs no confidence'
      : `confidence ${ratioText(confidence)} reaches the threshold ${ratioText(threshold)}, and every other gate let it pass`,
  DUPLICATE: ({ signal_id }) => `a signal with the id ${signal_id} was decided on before`,
  INVALID_SIGNAL: ({ note }) => `the signal itself is not valid: ${note ?? 'no reason given'}`,
  HOLD: ({ confidence }) => `the model advises to do nothing (HOLD at ${ratioText(confidence)})`,
  BELOW_THRESHOLD: ({ confidence, threshold }) =>
    `confidence ${ratioText(confidence)} is below the threshold ${ratioText(threshold)}: ` +
    `${((threshold - confidence) * 100).toFixed(1)} percentage points are missing`,
  FUTURE_SIGNAL: ({ signal_age_ms: ms }) => `the signal is ${durationText(Math.abs(ms))} ahead of stream time`,
  STALE_SIGNAL: ({ signal_age_ms: ms }) => `the signal was ${durationText(ms)} old when it was decided on`,
  NO_MARKET: ({ symbol }) => `no price of the traded market of ${symbol} was seen before the signal`,
  STALE_MARKET: (decision) =>
    `the last price${decision.price == null ? '' : `, ${priceText(decision.price)},`} was ${age(decision)} old at the signal`,
  POSITION_OPEN: ({ symbol, note }) => `${symbol} is taken: ${note ?? 'a position is open or reserved'}`,
  NO_POSITION: ({ symbol }) => `there is no position in ${symbol} to close`,
  COOLDOWN: ({ symbol, note }) => `${symbol} rests after its last position, ${coolingUntil(note)}`,
  HALTED: ({ note }) => `${note ?? 'the account does not open positions'}`,
  UNKNOWN: () => 'the reason is one this version does not know',
}

/** Why the gates let a signal pass or not. */
export function gateWords(decision: SignalDecision): string {
  return WORDS[decision.reason](decision)
}

/** The note of a cooldown carries its end in ms; read as a time. */
function coolingUntil(note: string | null | undefined): string {
  const until = /^until (\d+)$/.exec(note ?? '')?.[1]
  return until === undefined ? (note ?? 'for a while') : `until ${isoText(Number(until))}`
}

/** What a model said, in one line. */
export function adviceText({ action, confidence }: Pick<AiSignal, 'action' | 'confidence'>): string {
  return `${action}, confidence ${ratioText(confidence)}`
}

/** Codes that do not explain themselves; of the others the code and its figures are enough. */
const CODES: Readonly<Record<string, string>> = {
  RESERVED: 'margin is reserved and the entry sent',
  ENTERED: 'the entry was filled',
  CLOSING: 'the position is being closed',
  MAX_OPEN_POSITIONS: 'as many positions are open or reserved as the account allows',
  NO_ROOM: 'the account limits leave no room',
  MAX_LEVERAGE: 'the plan has more leverage than the account or the exchange allows now',
  ORDER_RATE: 'as many entries were sent within a minute as the account allows',
  ACCOUNT_HALTED: 'the account is halted until an operator resumes it',
  ACCOUNT_REDUCING: 'the account only reduces until an operator resumes it',
  NO_EQUITY: 'the account has no equity',
  NO_INSTRUMENT: 'the terms of the symbol are not known',
  NO_POSITION: 'there is no position to close',
  ALREADY_CLOSING: 'another CLOSE waits for the same position',
  POSITION_OPEN: 'the symbol has a position',
  PLAN_ACTIVE: 'the symbol has a plan',
  EXPIRED: 'its time was over before margin could be reserved',
  STALE_INTENT: 'its time was over before it was planned',
  DRAINING: 'the account lets positions run out and opens none',
  ACCOUNT_DRAINING: 'the account lets positions run out and opens none',
  LEVERAGE_BELOW_MINIMUM: 'the limits leave less leverage than a plan needs',
  TICK_TOO_COARSE: 'the price steps are too coarse for stop and targets',
  ENTRY_SKIPPED_STALE: 'the entry was not filled before its time was over',
  ENTRY_REJECTED: 'the exchange rejected the entry',
  ENTRY_EXPIRED: 'the exchange ended the entry unfilled',
  ENTRY_CANCELED: 'the entry was cancelled unfilled',
}

/** Why an intent or plan was refused or accepted: the code, in words where it has some, and the figures. */
export function planDecisionWords({ reason, detail }: Pick<PlanDecision, 'reason' | 'detail'>): string {
  const words = CODES[reason]
  return [reason, words === undefined ? null : `: ${words}`, detail == null ? null : ` (${detail})`].join('')
}
