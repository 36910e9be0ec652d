/** A record as it lies on a topic, whoever reads it. */
export interface TopicRecord {
  readonly partition: number
  readonly offset: number
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** Name → text. */
  readonly headers: Readonly<Record<string, string>>
}

/** The order in which both readers give records: by partition, then by offset. */
export function byPlace(one: TopicRecord, other: TopicRecord): number {
  return one.partition - other.partition || one.offset - other.offset
}
