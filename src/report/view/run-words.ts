/** How the run went, in words. */

import { formatCount, formatDuration } from '../format.ts'
import type { RunSection } from '../report.ts'

/** Records, time and rate; and whether it was stopped early. */
export function runSentence({ records, elapsedMs, recordsPerSecond, completed }: RunSection): string {
  const time = elapsedMs === null ? '' : ` in ${formatDuration(elapsedMs)}`
  const rate = recordsPerSecond === null ? '' : `, ${formatCount(recordsPerSecond)} records/s`
  return `${formatCount(records)} records${time}${rate}${completed ? '' : ' (stopped before the end of the recording)'}`
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}
