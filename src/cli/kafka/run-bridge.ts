/** Runs a bridge from the command line: starts it, tells what it does, answers health checks, stops it when asked. */
import { once } from 'node:events'
import { type BridgeStatus, bridgeOf, settingsOf } from '../../kafka-app.ts'
import type { AiBridgeOptions } from '../commands/ai-bridge.ts'
import { createConsole } from '../run/console.ts'
import { stopRequest } from '../run/stop-request.ts'
import { BridgeWatch } from './bridge-watch.ts'
import { startHealthServer } from './health-server.ts'
import { LaneWatch, type WatchLine } from './lane-watch.ts'
import { tellError } from './start-member.ts'

const LOOK_EVERY_MS = 100
/** Counts are told this often at most, ms: an engine that is down would fill the log. */
const TELL_EVERY_MS = 10_000

/** Runs until a signal asks it to stop. Throws what keeps it from starting. */
export async function runBridge(options: AiBridgeOptions): Promise<void> {
  const stop = stopRequest()
  const { log, say } = await createConsole({ level: options.logLevel, progress: false, isUnpaced: false })
  stop.onRequest = (isSecond) => {
    if (!isSecond) say('Stopping: waiting for the answers to what was asked …')
  }
  const tell = (lines: readonly WatchLine[]) => {
    for (const { level, text } of lines) log[level](text)
  }
  const bridge = bridgeOf({
    kafka: settingsOf(options),
    engineUrl: options.engine,
    timeframe: options.timeframe,
    maxAgeMs: options.maxAgeMs,
    hasFallback: options.fallback,
    isPlain: options.plain,
    isFromBeginning: options.fromBeginning,
    guards: {
      timeoutMs: options.timeoutMs,
      deadlineMs: options.deadlineMs,
      retries: options.retries,
      concurrency: options.concurrency,
    },
    onError: (error) => tellError(log, error),
    onCircuit: (isOpen) => {
      if (isOpen) log.warn('the engine fails again and again: it is left alone for a moment, then tried once')
      else log.info('the engine answers again')
    },
  })
  const status = (): BridgeStatus => bridge.status()
  const health = options.healthPort === undefined ? null : await startHealthServer(options.healthPort, bridge)
  const [lanes, counts] = [new LaneWatch(), new BridgeWatch()]
  const looking = setInterval(() => tell(lanes.see(status())), LOOK_EVERY_MS)
  const telling = setInterval(() => tell(counts.see(status())), TELL_EVERY_MS)
  // While the registry or the cluster is away the bridge waits within start, and only stop ends that.
  const stopped = once(stop.signal, 'abort').then(() => bridge.stop())
  try {
    say(`Asking ${options.engine} about every ${options.timeframe} candle`)
    await bridge.start()
    const isLate = stop.signal.aborted
    await stopped
    if (isLate) await bridge.stop()
    tell(counts.see(status()))
    const { asked, answered, fallbacks, letters, skippedIntervals } = status().counts
    say(
      `Stopped: ${asked} questions, ${answered} answered, ${fallbacks} by the fallback, ${letters} dead letters, ${skippedIntervals} intervals skipped`,
    )
  } catch (error) {
    if (!stop.signal.aborted) {
      await bridge.stop()
      throw error
    }
    await stopped
  } finally {
    clearInterval(looking)
    clearInterval(telling)
    await health?.close()
    stop.release()
  }
}
