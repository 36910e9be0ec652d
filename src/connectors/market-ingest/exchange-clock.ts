/** How far an exchange's clock is from ours. */
import { BadResponse, type Exchange } from 'ccxt'

const PROBES = 3

/**
 * The exchange's clock minus ours, ms, from the quickest of three answers: half of its way is taken for the answer's.
 *
 * @param ask how to ask, patiently
 * @param now our clock, Unix ms
 */
export async function clockOffsetMs(
  client: Exchange,
  ask: <T>(call: () => Promise<T>) => Promise<T>,
  now: () => number,
): Promise<number> {
  let best = { wayMs: Number.POSITIVE_INFINITY, offsetMs: 0 }
  for (let probe = 0; probe < PROBES; probe += 1) {
    const answer = await ask(async () => {
      const sentAt = now()
      const time = await client.fetchTime()
      const wayMs = now() - sentAt
      if (time === undefined) throw new BadResponse(`${client.id} answered without its time`)
      return { wayMs, offsetMs: Math.round(time - sentAt - wayMs / 2) }
    })
    if (answer.wayMs < best.wayMs) best = answer
  }
  return best.offsetMs
}
