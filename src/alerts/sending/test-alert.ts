/** A message that says nothing happened, to see whether messages arrive. */
import { type Channel, SendFailure } from './channel.ts'
import type { Message } from './outbox.ts'

export interface TestResult {
  readonly channel: string
  readonly arrived: boolean
  /** What the other side answered, or why there is no answer; without what is secret. */
  readonly answer: string
}

/**
 * Sends it once to every channel.
 *
 * @param nowMs wall clock, Unix ms
 */
export function testChannels(channels: readonly Channel[], nowMs: number): Promise<readonly TestResult[]> {
  const alert = {
    id: `test ${nowMs}`,
    kind: 'account',
    severity: 'info',
    timeMs: nowMs,
    account: null,
    symbol: null,
    title: 'Test: alerts of ilf-streams arrive here',
    text: 'Nothing has happened.',
  } as const
  const message: Message = { alerts: [alert], more: 0, dropped: 0 }
  return Promise.all(
    channels.map(async (channel) => {
      try {
        const answer = await channel.send(message, new AbortController().signal)
        return { channel: channel.name, arrived: true, answer }
      } catch (error) {
        const answer = error instanceof SendFailure ? error.message : 'it failed in a way it should not have'
        return { channel: channel.name, arrived: false, answer }
      }
    }),
  )
}
