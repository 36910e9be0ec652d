/** Ticks behind the committed position whose questions are answered already: kept beside the position, as its metadata. */

/** First word of the metadata, so that a look at the group says whose it is. */
const OWNER = 'ai-bridge'
/** Below the 4096 bytes that brokers take by default. */
const MAX_LENGTH = 4_000
const RADIX = 36

/** The metadata of a position. What does not fit is left out: it is asked again after a crash, under the same signal id. */
export function answeredToMetadata(position: number, answered: Iterable<number>): string {
  let text = OWNER
  for (const offset of [...answered].sort((a, b) => a - b)) {
    if (offset < position) continue
    const word = ` ${(offset - position).toString(RADIX)}`
    if (text.length + word.length > MAX_LENGTH) break
    text += word
  }
  return text
}

/** The offsets in the words of a metadata; none in one that is not the bridge's. */
export function answeredFromMetadata(position: number, [owner, ...words]: readonly string[]): ReadonlySet<number> {
  if (owner !== OWNER) return new Set()
  return new Set(words.map((word) => position + Number.parseInt(word, RADIX)).filter(Number.isSafeInteger))
}
