/** The composition root of alerts: what they are made of, a data folder or a cluster, and when they are looked for. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Alert } from './alerts/alert.ts'
import { ALERT_TOPICS, type AlertRules } from './alerts/alert-rules.ts'
import { openReader, topics } from './app.ts'
import type { KafkaSettings } from './config/kafka-settings.ts'
import { TopicFollower } from './inspect/topic-follower.ts'
import { asError } from './runtime/errors.ts'

/** Records of a topic taken in one turn: what is to be sent goes out in between. */
const RECORDS_A_TURN = 20_000
const LOOK_EVERY_MS = 500
const CLOCK_EVERY_MS = 5_000
/** Ticks that are read from the start of a cluster, at most. */
const MOST_TICKS = 4_000_000

export interface WatchOptions {
  readonly rules: AlertRules
  /** Begins at the first record instead of behind the last one. */
  readonly isFromStart: boolean
  onAlert(alert: Alert): void
  /** Told of trouble that is being taken care of. */
  onError(error: Error): void
}

export interface AlertWatch {
  /** Rejects with what keeps it from going on. */
  readonly failed: Promise<never>
  close(): Promise<void>
}

/** Watches a data folder, while a run is going on or not. Throws a StorageError where there is no data. */
export function watchFolder(data: string | undefined, options: WatchOptions): AlertWatch {
  const reader = openReader(data)
  const follower = new TopicFollower(reader)
  if (!options.isFromStart) follower.skipToEnd()
  const stopping = new AbortController()
  const { signal } = stopping
  const watching = (async () => {
    while (!signal.aborted) {
      follower.refresh()
      const isMore = takeFresh(follower, options)
      await wait(isMore ? 0 : LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
    }
  })()
  const stopClock = tellClock(options)
  return {
    failed: failureOf(watching),
    async close() {
      stopClock()
      stopping.abort()
      await watching.catch(() => undefined)
      await reader.storage.close()
    },
  }
}

/** Watches a cluster, as nobody of a group. Throws where topics are missing or the cluster does not answer. */
export async function watchCluster(kafka: KafkaSettings, options: WatchOptions): Promise<AlertWatch> {
  const { followCluster } = await import('./kafka-app/mirror/follow-cluster.ts')
  let fail = (_: Error): void => undefined
  const failing = new Promise<never>((_, reject) => {
    fail = reject
  })
  const follower = await followCluster(kafka, {
    topics: ALERT_TOPICS.map((topic) => [topic, startOf(topic.name, options.isFromStart)] as const),
    take: (topic, value) => tell(options.rules.see(topic, value), options),
    onError: (error) => (error.errorClass === 'halt' ? fail(error) : options.onError(error)),
  })
  const stopClock = tellClock(options)
  return {
    failed: failureOf(failing),
    async close() {
      stopClock()
      await follower.close()
    },
  }
}

function startOf(topic: string, isFromStart: boolean) {
  if (!isFromStart) return 'end'
  return topic === topics.marketTick.name ? { last: MOST_TICKS } : 'beginning'
}

/** Returns whether some topic held as much as a turn takes. */
function takeFresh(follower: TopicFollower, options: WatchOptions): boolean {
  let isMore = false
  for (const topic of ALERT_TOPICS) {
    const see = (value: unknown) => tell(options.rules.see(topic, value), options)
    isMore = follower.take(topic, { most: RECORDS_A_TURN }, see).isMore || isMore
  }
  return isMore
}

function tell(alerts: readonly Alert[], { onAlert }: WatchOptions): void {
  for (const alert of alerts) onAlert(alert)
}

function tellClock(options: WatchOptions): () => void {
  const timer = setInterval(() => tell(options.rules.seeClock(Date.now()), options), CLOCK_EVERY_MS)
  return () => clearInterval(timer)
}

/** Only the failure: what ends well ends nothing. Whoever does not wait for it does not hear of it. */
function failureOf(doing: Promise<unknown>): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    doing.catch((error: unknown) => reject(asError(error)))
  })
  failed.catch(() => undefined)
  return failed
}
