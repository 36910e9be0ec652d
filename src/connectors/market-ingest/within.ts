/** Notices a socket that is open but silent. */
import { FeedSilent } from './errors.ts'

/** Waits for an answer, but not longer than `silentAfterMs`: then it rejects with FeedSilent. */
export function within<T>(answer: Promise<T>, silentAfterMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const silent = () => reject(new FeedSilent(silentAfterMs))
    const timer = setTimeout(silent, silentAfterMs)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
