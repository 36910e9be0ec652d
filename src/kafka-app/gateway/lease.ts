/** The lease of an account: it lives for a while after each proof that nobody else has taken the account over. */

export class Lease {
  private aliveUntilMs = 0
  private readonly durationMs: number
  private readonly now: () => number

  /** @param now wall clock, ms */
  constructor(durationMs: number, now: () => number) {
    this.durationMs = durationMs
    this.now = now
  }

  /** @param provenMs when the proof was begun: whoever takes over later than that waits for the lease's whole length */
  renew(provenMs: number): void {
    this.aliveUntilMs = Math.max(this.aliveUntilMs, provenMs + this.durationMs)
  }

  end(): void {
    this.aliveUntilMs = 0
  }

  get isAlive(): boolean {
    return this.leftMs > 0
  }

  /** How long it lives without another proof, ms; 0 when it has ended. */
  get leftMs(): number {
    return Math.max(0, this.aliveUntilMs - this.now())
  }
}
