/** Waiting that can be cut short. */

/** Resolves after `durationMs`, or as soon as the signal is aborted. */
export function sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, durationMs)
    signal?.addEventListener('abort', done, { once: true })
  })
}

/** A bell that wakes whoever waits for it; rung before anyone waits, it is remembered. */
export class Bell {
  private wake: (() => void) | null = null
  private rung = false

  ring(): void {
    this.rung = true
    this.wake?.()
  }

  /** Resolves at the next ring, or after `durationMs`. */
  wait(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.wake = null
        this.rung = false
        resolve()
      }
      const timer = setTimeout(done, durationMs)
      if (this.rung) done()
      else this.wake = done
    })
  }
}
