/** The dashboard beside a run: a process of its own, so that the run never waits for a browser. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../main.js', import.meta.url))
const ANY_PORT = '0'

export interface DashboardBeside {
  readonly url: string
  /** Resolves when it has ended, by whatever. */
  readonly ended: Promise<unknown>
  stop(): void
}

/** Starts it on its port, or on a free one where that is taken; null, and a word why, where it cannot be had. */
export async function startDashboardBeside(
  data: string,
  say: (text: string) => void,
  port?: string,
): Promise<DashboardBeside | null> {
  const args = [CLI, 'dashboard', '--data', data, ...(port === undefined ? [] : ['--port', port])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  const url = await Promise.race([addressOf(child), ended.then(() => null)])
  if (url !== null) return { url, ended, stop: () => child.kill('SIGTERM') }
  if (port === undefined && complaint.includes('is taken')) return startDashboardBeside(data, say, ANY_PORT)
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
