/** Waits until a member that runs alone has taken its inputs and its outputs are quiet. */
import { StreamError } from '../runtime/errors.ts'
import { sleep } from '../runtime/kafka/client/sleep.ts'
import type { KafkaStatus } from '../runtime/kafka/kafka-runtime.ts'

const LOOK_EVERY_MS = 50
/**
 * Together longer than a reader waits for news: a member that looks done so often has heard every end. They are counted,
 * because time alone also passes while the process is suspended and hears nothing.
 */
const QUIET_LOOKS = 20

export interface QuietOptions {
  /** Lanes of the whole group. */
  readonly lanes: number
  readonly signal: AbortSignal
  status(): KafkaStatus
  /** Called at every look. */
  onLook(): void
}

/**
 * Resolves to `quiet` when every lane has nothing left to take or commit and stayed so for twenty looks, a second, to `stopped` at
 * the signal. Throws where a lane has halted: it would never get quiet.
 */
export async function untilQuiet({ lanes, signal, status, onLook }: QuietOptions): Promise<'quiet' | 'stopped'> {
  for (let quietLooks = 0; quietLooks < QUIET_LOOKS; ) {
    if (signal.aborted) return 'stopped'
    const { state, lanes: held } = status()
    if (state === 'halted') {
      const numbers = held.filter((lane) => lane.state === 'halted').map(({ lane }) => lane)
      throw new StreamError('LANE_HALTED', 'halt', `lane ${numbers.join(', ')} has halted: the errors above say why`)
    }
    const isQuiet = held.length === lanes && held.every(({ isCaughtUp }) => isCaughtUp)
    quietLooks = isQuiet ? quietLooks + 1 : 0
    onLook()
    await sleep(LOOK_EVERY_MS, signal)
  }
  return 'quiet'
}
