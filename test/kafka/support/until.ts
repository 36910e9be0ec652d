/** Waiting for something to become true, with what went wrong when it does not. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { KafkaRuntime } from '../../../src/runtime/kafka/kafka-runtime.ts'

const PAUSE_MS = 20
/** Together longer than the reader waits for news: whoever looks done so often has heard all ends. */
const SETTLED_LOOKS = 30

export async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
  const giveUpMs = performance.now() + withinMs
  while (!(await isSo())) {
    if (performance.now() > giveUpMs) throw new Error(`not within ${withinMs} ms: ${what}`)
    await sleep(PAUSE_MS)
  }
}

/** Resolves when the members, together, hold `lanes` lanes and have taken and committed everything there is. */
export async function untilCaughtUp<C>(
  members: readonly KafkaRuntime<C>[],
  lanes: number,
  withinMs = 60_000,
): Promise<void> {
  const describe = () => `members caught up: ${JSON.stringify(members.map((member) => member.status()))}`
  const giveUpMs = performance.now() + withinMs
  // Counted, not timed: where the machine is slow, a time passes without a look.
  for (let settledLooks = 0; settledLooks < SETTLED_LOOKS; ) {
    const all = members.flatMap((member) => member.status().lanes)
    const halted = all.find(({ state }) => state === 'halted')
    if (halted !== undefined) throw new Error(`lane ${halted.lane} halted`)
    const isSettled = all.length === lanes && all.every(({ isCaughtUp }) => isCaughtUp)
    settledLooks = isSettled ? settledLooks + 1 : 0
    if (performance.now() > giveUpMs) throw new Error(`not within ${withinMs} ms: ${describe()}`)
    await sleep(PAUSE_MS)
  }
}
