/** A server program started by a test: its output in a file, ready when it says so, killed for real. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnGuarded } from './guarded.ts'

const POLL_MS = 25
const SHOWN_LINES = 25

export interface ServerCommand {
  /** What error messages call it. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Standard output and error go to the end of this file. */
  readonly logFile: string
  /** Asked again and again until it is true; `log` is what this start has printed so far. */
  readonly isReady: (log: string) => boolean | Promise<boolean>
  readonly timeoutMs: number
}

export interface ServerProcess {
  readonly pid: number
  /** SIGKILL, then waits until the process is gone. Nothing happens when it is gone already. */
  kill(): Promise<void>
}

/** Starts a server and waits until it is ready; an early end or a late readiness is an error that shows its log. */
export async function startServer(server: ServerCommand): Promise<ServerProcess> {
  const log = await open(server.logFile, 'a')
  const logStart = (await log.stat()).size
  const child = spawnGuarded(server.command, server.args, { stdio: ['ignore', log.fd, log.fd] })
  await log.close()
  // Without a listener a failed start would end the test process; it shows as a child without a process id.
  child.once('error', () => undefined)
  const readLog = async (): Promise<string> => (await readFile(server.logFile)).subarray(logStart).toString()
  try {
    await untilReady(server, child, readLog)
  } catch (error) {
    await kill(child)
    throw error
  }
  return { pid: child.pid ?? 0, kill: () => kill(child) }
}

async function untilReady(server: ServerCommand, child: ChildProcess, readLog: () => Promise<string>): Promise<void> {
  const deadline = performance.now() + server.timeoutMs
  while (!(await server.isReady(await readLog()))) {
    if (hasEnded(child)) throw new Error(`${server.name} ended at its start\n${lastLines(await readLog())}`)
    if (performance.now() > deadline)
      throw new Error(`${server.name} was not ready after ${server.timeoutMs} ms\n${lastLines(await readLog())}`)
    await sleep(POLL_MS)
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null
}

function lastLines(log: string): string {
  return log.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n')
}
