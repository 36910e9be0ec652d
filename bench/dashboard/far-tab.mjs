/**
 * A tab of a browser on another machine: it follows the events and asks for the overview as the page does, at most once a
 * second, and draws nothing here.
 */
import { setTimeout as sleep } from 'node:timers/promises'

const LEAST_PAUSE_MS = 1_000

/** Opens it; `stop()` closes it and says how often it was answered. */
export function openFarTab(url) {
  const abort = new AbortController()
  const { signal } = abort
  let answers = 0
  const following = (async () => {
    const events = await fetch(`${url}/api/events`, { signal })
    for await (const _told of events.body) {
      const overview = await fetch(`${url}/api/overview`, { signal })
      await overview.json()
      answers += 1
      await sleep(LEAST_PAUSE_MS, undefined, { signal })
    }
  })().catch((error) => {
    if (!signal.aborted) throw error
  })
  return {
    async stop() {
      abort.abort()
      await following
      return answers
    },
  }
}
