/** Which partition a key goes to: murmur2 as the Java client computes it, so that every tool agrees. */

const SEED = 0x9747b28c
const M = 0x5bd1e995

/** The 32-bit murmur2 hash of Kafka's default partitioner. */
export function murmur2(bytes: Buffer): number {
  const { length } = bytes
  let hash = SEED ^ length
  const blocks = length >> 2
  for (let i = 0; i < blocks; i++) {
    let k = Math.imul(bytes.readInt32LE(i * 4), M)
    k = Math.imul(k ^ (k >>> 24), M)
    hash = Math.imul(hash, M) ^ k
  }
  const tail = blocks * 4
  const left = length - tail
  if (left > 0) {
    if (left >= 3) hash ^= (bytes[tail + 2] ?? 0) << 16
    if (left >= 2) hash ^= (bytes[tail + 1] ?? 0) << 8
    hash = Math.imul(hash ^ (bytes[tail] ?? 0), M)
  }
  hash = Math.imul(hash ^ (hash >>> 13), M)
  return hash ^ (hash >>> 15)
}

/** The partition of a text key among `partitions`. */
export function partitionOf(key: string, partitions: number): number {
  if (partitions === 1) return 0
  return (murmur2(Buffer.from(key, 'utf8')) & 0x7fffffff) % partitions
}
