/** Answers that many tabs ask for at once: made once, as long as nothing was looked at anew. */

/** Answers that are kept at most; more are made, and not kept. */
const MOST_ANSWERS = 64

export class Answers {
  private readonly texts = new Map<string, string | null>()

  /** The model has looked at its topics: what was answered before may be old. */
  forget(): void {
    this.texts.clear()
  }

  /**
   * The answer as JSON; null where there is none.
   *
   * @param name what was asked, with everything that the answer depends on
   */
  of(name: string, make: () => unknown): string | null {
    const known = this.texts.get(name)
    if (known !== undefined) return known
    const answer = make()
    const text = answer === null ? null : JSON.stringify(answer)
    if (this.texts.size < MOST_ANSWERS) this.texts.set(name, text)
    return text
  }
}
