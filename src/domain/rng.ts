/** Random numbers that follow from a text: the same seed gives the same numbers, on every machine and in every replay. */

/**
 * A generator of numbers in [0, 1), each with 32 random bits, seeded with any text (for example a signal id). It is
 * xmur3 for the seed and sfc32 for the numbers (both public domain, after bryc's collection): good statistics, fast,
 * and no secret: never use it where somebody gains by guessing.
 */
export function seededRandom(seed: string): () => number {
  const hash = xmur3(seed)
  let a = hash()
  let b = hash()
  let c = hash()
  let counter = hash()
  return () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
}

/** A stream of 32-bit hashes of a text: MurmurHash3's mixing, run on for as many words as are asked for. */
function xmur3(text: string): () => number {
  let h = 1779033703 ^ text.length
  for (let index = 0; index < text.length; index++) {
    h = Math.imul(h ^ text.charCodeAt(index), 3432918353)
    h = (h << 13) | (h >>> 19)
  }
  return () => {
    h = Math.imul(h ^ (h >>> 16), 2246822507)
    h = Math.imul(h ^ (h >>> 13), 3266489909)
    h ^= h >>> 16
    return h
  }
}
