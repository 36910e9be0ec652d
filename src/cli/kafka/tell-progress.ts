/** Tells how a run on a cluster gets on: a line now and then, and one for whatever happens to its lanes. */
import type { KafkaStatus } from '../../kafka-app.ts'
import { formatCount, formatTime } from '../../report/format.ts'
import type { RunConsole } from '../run/console.ts'
import { LaneWatch } from './lane-watch.ts'

/** Wall time between two lines that tell the same thing, ms. */
const TELL_EVERY_MS = 5_000

/** For the loading: how many records lie in the topics, and the event time reached. */
export function loadTeller({ say }: RunConsole): (records: number, timeMs: number) => void {
  const isDue = every(TELL_EVERY_MS)
  return (records, timeMs) => {
    if (isDue()) say(`Published ${formatCount(records)} records, up to ${formatTime(timeMs)} UTC`)
  }
}

/** For the run: what happens to the lanes, how much was taken, how much is left. */
export function runTeller({ say, log }: RunConsole): (status: KafkaStatus, taken: number) => void {
  const isDue = every(TELL_EVERY_MS)
  const watch = new LaneWatch()
  return (status, taken) => {
    for (const { level, text } of watch.see(status)) log[level](text)
    if (!isDue()) return
    const times = status.lanes.flatMap(({ tasks }) => tasks.flatMap(({ timeMs }) => timeMs ?? []))
    const reached = times.length === 0 ? '' : `, stream time ${formatTime(Math.min(...times))} UTC`
    say(`Took ${formatCount(taken)} records${reached}; ${formatCount(status.lag)} are left`)
  }
}

function every(durationMs: number): () => boolean {
  let toldMs = performance.now()
  return () => {
    const isDue = performance.now() - toldMs >= durationMs
    if (isDue) toldMs = performance.now()
    return isDue
  }
}
