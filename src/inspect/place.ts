/** Where a record stands: topic, partition and offset, and how that is written. */

export interface Place {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** The place alone, of anything that has one. */
export function placeOf({ topic, partition, offset }: Place): Place {
  return { topic, partition, offset }
}

/** A place as messages name it, for example `exit.plan[0]@12`. */
export function placeText({ topic, partition, offset }: Place): string {
  return `${topic}[${partition}]@${offset}`
}
