/** The dashboard beside a run: a process of its own, so that the run never waits for a browser. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { StopRequest } from './stop-request.ts'

const CLI = fileURLToPath(new URL('../main.js', import.meta.url))
const ANY_PORT = '0'
/** What is kept of its stderr, characters: it goes on complaining where a cluster is away. */
const MOST_COMPLAINT = 4_000

interface DashboardBeside {
  readonly url: string
  /** Resolves when it has ended, by whatever. */
  readonly ended: Promise<unknown>
  stop(): void
}

/** What it is to show: options of `ilf dashboard`, and what does not belong on a command line. */
export interface Shown {
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Starts it on its port, or on a free one where that is taken; null, and a word why, where it cannot be had. */
async function startDashboardBeside(
  shown: Shown,
  say: (text: string) => void,
  port?: string,
): Promise<DashboardBeside | null> {
  const args = [CLI, 'dashboard', ...shown.args, ...(port === undefined ? [] : ['--port', port])]
  const env = { ...process.env, ...shown.env }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < MOST_COMPLAINT) complaint += chunk.toString()
  })
  const url = await Promise.race([addressOf(child), ended.then(() => null)])
  if (url !== null) return { url, ended, stop: () => child.kill('SIGTERM') }
  if (port === undefined && complaint.includes('is taken')) return startDashboardBeside(shown, say, ANY_PORT)
  say(`no dashboard: ${complaint.trim()}`)
  return null
}

async function addressOf({ stdout }: ChildProcess): Promise<string | null> {
  if (stdout === null) return null
  for await (const line of createInterface({ input: stdout })) {
    const url = /^Dashboard: (?<url>\S+)/.exec(line)?.groups?.url
    if (url !== undefined) return url
  }
  return null
}

/**
 * Plays with a dashboard beside it, which stays when the run is over until somebody asks to stop; of a run that fails
 * nothing stays.
 *
 * @param shown null: none
 */
export async function withDashboardBeside(
  shown: Shown | null,
  { stop, say }: { readonly stop: StopRequest; readonly say: (text: string) => void },
  play: () => Promise<void>,
): Promise<void> {
  // Not waited for: the run is at work meanwhile.
  const starting = shown === null ? Promise.resolve(null) : startDashboardBeside(shown, say)
  void starting.then((beside) => beside !== null && say(`Dashboard: ${beside.url}`))
  try {
    await play()
  } catch (error) {
    ;(await starting)?.stop()
    throw error
  }
  const beside = await starting
  if (beside !== null) await showUntilStopped(beside, stop.signal, say)
}

async function showUntilStopped(
  { url, ended, stop }: DashboardBeside,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  if (!signal.aborted) {
    say(`The dashboard stays at ${url}; Ctrl-C ends it.`)
    await Promise.race([once(signal, 'abort'), ended])
  }
  stop()
  await ended
}

/** Where nothing was said: on a terminal, but not beside figures for a program, which are not followed by a wait. */
export function isWanted({
  dashboard,
  json = false,
}: {
  readonly dashboard?: boolean
  readonly json?: boolean
}): boolean {
  return dashboard ?? (!json && process.stdout.isTTY === true && process.stderr.isTTY === true)
}
