/** When a topology is woken: at every multiple of its interval that stream time passes, within reason. */

/** Punctuations taken one by one in a gap; after that many, stream time jumps over the rest of it. */
export const MAX_IDLE_PUNCTUATIONS = 120

/** The first multiple of an interval after a time; both ms. */
export function firstPunctuationAfter(timeMs: number, everyMs: number): number {
  return (Math.floor(timeMs / everyMs) + 1) * everyMs
}

/** The punctuations that fall due when stream time moves from `fromMs` up to `toMs`, the gap rule applied. */
export function* duePunctuations(fromMs: number, toMs: number, everyMs: number): Iterable<number> {
  let due = firstPunctuationAfter(fromMs, everyMs)
  for (let taken = 0; due <= toMs; due += everyMs) {
    if (taken++ === MAX_IDLE_PUNCTUATIONS && due < toMs) due = firstPunctuationAfter(toMs - 1, everyMs)
    if (due <= toMs) yield due
  }
}
