/** Members by their health ports: whether they are ready, and how far they have restored. Only they themselves know. */
import type { MemberState } from './protocol/overview.ts'

const LOOK_EVERY_MS = 2_000
const TIMEOUT_MS = 1_500
/** No answer is longer, characters: more is not looked at. */
const MOST_TEXT = 4_000_000

/** A line of `/metrics` about restoring; processes that are no members have none. */
const RESTORE = /^ilf_restore_offsets_(?<what>to_read|read)\b[^ ]* (?<offsets>\d+)$/gm

export class MemberWatch {
  private readonly addresses: readonly string[]
  private states: readonly MemberState[]
  private timer: NodeJS.Timeout | undefined
  private isClosed = false

  /** @param addresses of health ports, such as `http://127.0.0.1:8090` */
  constructor(addresses: readonly string[]) {
    this.addresses = addresses
    this.states = addresses.map((address) => ({ address, ...UNASKED }))
    if (addresses.length > 0) void this.look()
  }

  get members(): readonly MemberState[] {
    return this.states
  }

  close(): void {
    this.isClosed = true
    clearTimeout(this.timer)
  }

  private async look(): Promise<void> {
    this.states = await Promise.all(this.addresses.map(stateOf))
    if (!this.isClosed) this.timer = setTimeout(() => void this.look(), LOOK_EVERY_MS)
  }
}

const UNASKED = { isReady: false, reason: 'not asked yet', restoredRatio: null }

async function stateOf(address: string): Promise<MemberState> {
  try {
    const [ready, metrics] = await Promise.all([ask(address, '/health/ready'), ask(address, '/metrics')])
    const { reason = '' }: { reason?: unknown } = JSON.parse(ready.text)
    return { address, isReady: ready.isOk, reason: String(reason), restoredRatio: restoredRatio(metrics.text) }
  } catch (error) {
    return { address, isReady: false, reason: `does not answer: ${reasonOf(error)}`, restoredRatio: null }
  }
}

async function ask(address: string, path: string): Promise<{ readonly isOk: boolean; readonly text: string }> {
  const answer = await fetch(new URL(path, address), { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' })
  return { isOk: answer.ok, text: (await answer.text()).slice(0, MOST_TEXT) }
}

/** Offsets read of those to read, over all lanes of the process; 1 where there was nothing, null where it does not say. */
function restoredRatio(metrics: string): number | null {
  const sums = { to_read: 0, read: 0 }
  let isTold = false
  for (const { groups: { what, offsets } = {} } of metrics.matchAll(RESTORE)) {
    sums[what as keyof typeof sums] += Number(offsets)
    isTold = true
  }
  if (!isTold) return null
  return sums.to_read === 0 ? 1 : Math.min(1, sums.read / sums.to_read)
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
