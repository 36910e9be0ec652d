/** `ilf replay --into`: feeds what came from outside in a recording to a cluster. */
import { loadInto, settingsOf } from '../../kafka-app.ts'
import { recordedInputs } from '../../replay-app.ts'
import { formatCount, formatDuration, formatTime } from '../../report/format.ts'
import type { ClusterCommandOptions } from '../kafka/options.ts'
import { tellError } from '../kafka/start-member.ts'
import { loadTeller } from '../kafka/tell-progress.ts'
import { createConsole } from '../run/console.ts'
import { pacer } from '../run/pace.ts'
import { stopRequest } from '../run/stop-request.ts'

export interface IntoOptions extends Omit<ClusterCommandOptions, 'kafka'> {
  /** Brokers. */
  readonly into: string
  readonly speed: number | 'max'
  readonly partitions?: number
  readonly append?: boolean
}

/** Publishes the inputs of the folder. Throws what reading the folder and the cluster throw. */
export async function replayInto(
  folder: string,
  { into, speed, partitions, append = false, ...options }: IntoOptions,
): Promise<void> {
  const stop = stopRequest()
  try {
    const ui = await createConsole({ level: undefined, progress: false, isUnpaced: false })
    const { topics, records, unreadable, from, to, open } = await recordedInputs(folder)
    ui.say(`${formatCount(records)} records for ${topics.join(', ')}: ${formatTime(from)} to ${formatTime(to)} UTC`)
    if (unreadable > 0) ui.say(`${formatCount(unreadable)} records cannot be read and are left out`)
    const startedAt = performance.now()
    const loaded = await loadInto({
      kafka: settingsOf({ ...options, kafka: into }),
      partitions,
      topics,
      open,
      append,
      signal: stop.signal,
      pace: speed === 'max' ? undefined : pacer(speed, stop.signal),
      onError: (error) => tellError(ui.log, error),
      onProgress: loadTeller(ui),
    })
    if (loaded.created.length > 0) ui.say(`Created ${loaded.created.join(', ')}, their records kept for ever`)
    const published = formatCount(Math.max(0, loaded.records - loaded.before))
    ui.say(`Published ${published} records in ${formatDuration(performance.now() - startedAt)}`)
    if (stop.signal.aborted) {
      ui.say(append ? 'Stopped; what was published stays.' : 'Stopped; the same command goes on from there.')
      process.exitCode = stop.exitCode ?? 1
    }
  } finally {
    stop.release()
  }
}
