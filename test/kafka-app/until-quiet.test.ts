/** When a run on a cluster is over: only when it has looked done again and again, whatever time has passed meanwhile. */
import { describe, expect, it } from 'vitest'
import { untilQuiet } from '../../src/kafka-app/until-quiet.ts'
import type { KafkaStatus } from '../../src/runtime/kafka/kafka-runtime.ts'

/** A member of one lane that is busy for so many looks; returns how the waiting ended and after how many looks. */
async function waitFor(busyLooks: number, options: { signal?: AbortSignal; onLook?: (look: number) => void } = {}) {
  const { signal = new AbortController().signal, onLook = () => undefined } = options
  let looks = 0
  const status = (): KafkaStatus => {
    const lane = { lane: 0, state: 'running' as const, lag: 0, isCaughtUp: looks >= busyLooks, tasks: [] }
    return { state: 'running', lag: 0, lanes: [lane] }
  }
  const end = await untilQuiet({
    lanes: 1,
    signal,
    status,
    onLook: () => {
      looks += 1
      onLook(looks)
    },
  })
  return { end, looks }
}

describe('untilQuiet', () => {
  it('does not take a process that was suspended while it was busy for done', async () => {
    const suspended = (look: number) => {
      if (look === 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_200)
    }
    const { end, looks } = await waitFor(5, { onLook: suspended })
    expect(end).toBe('quiet')
    expect(looks).toBe(5 + 20)
  })

  it('ends at the signal', async () => {
    const stopping = new AbortController()
    const stop = (look: number) => {
      if (look === 2) stopping.abort()
    }
    expect(await waitFor(1_000, { signal: stopping.signal, onLook: stop })).toEqual({ end: 'stopped', looks: 2 })
  })

  it('throws where a lane has halted', async () => {
    const lane = { lane: 3, state: 'halted' as const, lag: 0, isCaughtUp: false, tasks: [] }
    const status = (): KafkaStatus => ({ state: 'halted', lag: 0, lanes: [lane] })
    const { signal } = new AbortController()
    await expect(untilQuiet({ lanes: 1, signal, status, onLook: () => undefined })).rejects.toThrow('lane 3 has halted')
  })
})
