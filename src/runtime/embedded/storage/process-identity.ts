/** Whether a process that once ran is still the same one: ids are given again, start times are not. */
import { readFileSync } from 'node:fs'

/** A process, so that it can be recognised later. `startedAt` is null where the system does not tell. */
export interface ProcessIdentity {
  readonly pid: number
  readonly startedAt: string | null
}

/** Position of the start time in /proc/PID/stat, counted after the name, which ends at the last parenthesis. */
const START_TIME_AFTER_NAME = 19

/** The identity of a process, this one unless told otherwise. */
export function identify(pid: number = process.pid): ProcessIdentity {
  return { pid, startedAt: startTime(pid) }
}

/** Whether the very process that was identified is running, on this machine and in this process namespace. */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  if (startedAt !== null) return startTime(pid) === startedAt
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** On Linux the boot and the clock tick in which the process started; null elsewhere and for a process that is gone. */
function startTime(pid: number): string | null {
  try {
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie holds its id until it is waited for, but will never write again.
    return fields[0] === 'Z' ? null : `${bootId}/${fields[START_TIME_AFTER_NAME]}`
  } catch {
    return null
  }
}
