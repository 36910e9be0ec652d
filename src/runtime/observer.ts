/** Lets the edge of a program see the records of a topic as soon as they are committed. */
import { type Serde, UnreadableValue } from '../records/serde.ts'
import type { Topic } from '../topology/topic.ts'

/** Watches one topic. See `observer`. */
export interface Observer {
  readonly topic: string
  /** Takes a committed value as bytes. */
  committed(value: Buffer | null, serde: Serde): void
}

/**
 * Watches a topic: `take` is called with every readable value that the process has written, once it is committed, in
 * the order of the offsets of its partition. Nothing is decoded for topics that nobody watches.
 */
export function observer<V>(topic: Topic<V>, take: (value: V) => void): Observer {
  return {
    topic: topic.name,
    committed(bytes, serde) {
      const value = readable(() => serde.decode(topic.codec, bytes))
      if (value !== undefined) take(value)
    },
  }
}

/** Unreadable records are dead letters already; an observer must not stop the run over them. */
function readable<V>(decode: () => V): V | undefined {
  try {
    return decode()
  } catch (error) {
    if (error instanceof UnreadableValue) return undefined
    throw error
  }
}
