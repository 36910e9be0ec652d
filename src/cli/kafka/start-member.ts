/** Runs a member from the command line: starts it, tells what it does, answers health checks, stops it when asked. */
import { once } from 'node:events'
import type { Logger } from 'pino'
import { type Member, memberOf, type StreamError, settingsOf } from '../../kafka-app.ts'
import type { StartOptions } from '../commands/start.ts'
import { createConsole } from '../run/console.ts'
import { type StopRequest, stopRequest } from '../run/stop-request.ts'
import { startHealthServer } from './health-server.ts'
import { LaneWatch } from './lane-watch.ts'

const LOOK_EVERY_MS = 100

/** Runs until a signal asks it to stop. Throws what keeps it from starting. */
export async function startMember(names: readonly string[], options: StartOptions): Promise<void> {
  const stop = stopRequest()
  const { log, say } = await createConsole({ level: options.logLevel, progress: false, isUnpaced: false })
  stop.onRequest = (isSecond) => {
    if (!isSecond) say('Stopping …')
  }
  try {
    const { partitions, set, healthPort } = options
    const onError = (error: StreamError) => tellError(log, error)
    const member = memberOf({ kafka: settingsOf(options), names, partitions, set, onError })
    const health = healthPort === undefined ? null : await startHealthServer(healthPort, member)
    try {
      say(`Starting as a member of the group ${member.groupId}`)
      await runMember(member, log, stop)
      say('Stopped: everything taken is committed')
    } finally {
      await health?.close()
    }
  } finally {
    stop.release()
  }
}

async function runMember(member: Member, log: Logger, { signal }: StopRequest): Promise<void> {
  const watch = new LaneWatch()
  const look = () => {
    for (const { level, text } of watch.see(member.status())) log[level](text)
  }
  const looking = setInterval(look, LOOK_EVERY_MS)
  // While the registry is away the member waits within start, and only stop ends that.
  const stopped = once(signal, 'abort').then(() => member.stop())
  try {
    await member.start()
    const isLate = signal.aborted
    await stopped
    // A signal that came while it was joining has stopped only what was there by then.
    if (isLate) await member.stop()
  } catch (error) {
    if (!signal.aborted) {
      await member.stop()
      throw error
    }
    await stopped
  } finally {
    clearInterval(looking)
  }
}

/** `retry` is being taken care of, after `halt` a person must look. */
export function tellError(log: Logger, { code, errorClass, message }: StreamError): void {
  log[errorClass === 'halt' ? 'error' : 'warn']({ code }, message)
}
