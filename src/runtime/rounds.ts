/** Rounds: how many steps of the same instant lie before a record. Causes come before effects, in every driver. */
import { StreamError } from './errors.ts'

/** Header that carries the round of a record; a record without it is of round 0: it came from outside, or of a punctuation. */
export const ROUND_HEADER = 'round'

/** Rounds after which an instant counts as a loop. The longest real chain, signal to re-based exits, takes nine. */
export const MAX_ROUNDS = 64

/** Reads the header's text. What is no round is 0: whoever writes it from outside cannot get ahead of anything. */
export function roundOf(text: string | undefined): number {
  if (text === undefined) return 0
  const round = Number(text)
  return Number.isInteger(round) && round > 0 && round <= MAX_ROUNDS ? round : 0
}

/** The round of what a step puts out that takes a record of `round`. Throws a halt error where the instant does not end. */
export function nextRound(round: number, task: string, timeMs: number): number {
  if (round < MAX_ROUNDS) return round + 1
  throw new StreamError(
    'LOOP',
    'halt',
    `the instant ${timeMs} does not end: after ${MAX_ROUNDS} rounds ${task} still has records`,
  )
}

/** Before the rounds of an instant: its punctuations. */
export const PUNCTUATION_ROUND = -1

/** Event time, ms, and round as one number that orders like them. */
export function turnOf(timeMs: number, round: number): number {
  return timeMs * (MAX_ROUNDS + 2) + round + 1
}
