/** Text that can be kept: what goes into a key as UTF-8 must come out of it unchanged. */

/** Matches half a surrogate pair: UTF-8 has no bytes for it, so two different texts would become one. */
const LONE_SURROGATE = /\p{Surrogate}/u

/** Whether the text survives UTF-8. */
export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text)
}
