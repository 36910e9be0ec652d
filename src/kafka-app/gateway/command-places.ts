/** Which commands of a partition are done, where later ones may be done before earlier ones; kept with the offset. */

/** How far past the first command that is not done others are taken, offsets. Keeps what is kept in a few hundred bytes. */
const WINDOW = 256
const OWNER = 'gateway'

/** An offset as it is committed. */
export interface CommittedPlace {
  readonly partition: number
  /** Of the first command that is not done. */
  readonly offset: number
  /** Words, as the group coordinator keeps them: the owner, then how far behind `offset` the others lie that are done. */
  readonly words: readonly string[]
}

export class CommandPlaces {
  readonly #partition: number
  #first: number
  readonly #done = new Set<number>()

  constructor(partition: number, first: number, words: readonly string[] = []) {
    this.#partition = partition
    this.#first = first
    for (const word of words) if (/^\d+$/.test(word)) this.#done.add(first + Number(word))
  }

  /** Offset of the first command that is not done. */
  get first(): number {
    return this.#first
  }

  isDone(offset: number): boolean {
    return offset < this.#first || this.#done.has(offset)
  }

  /** False where too many others are done before one that is not: then that one comes first. */
  mayTake(offset: number): boolean {
    return offset < this.#first + WINDOW
  }

  finish(offset: number): void {
    if (offset >= this.#first) this.#done.add(offset)
    for (; this.#done.delete(this.#first); this.#first += 1);
  }

  get committed(): CommittedPlace {
    const distances = [...this.#done].map((offset) => offset - this.#first).sort((a, b) => a - b)
    return { partition: this.#partition, offset: this.#first, words: [OWNER, ...distances.map(String)] }
  }
}
