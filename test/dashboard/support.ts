/** A finished run of a slice of the recording, and its dashboard as a process of its own. */
import { join } from 'node:path'
import type { Report } from '../../src/report/report.ts'
import { type AtEnd, ilf, startIlf, temporaryFolder } from '../cli/support/ilf.ts'

export const TOKEN = 'token-of-the-tests'
export const RUN = ['--symbols', 'ICPUSDT,IMXUSDT', '--to', '2025-12-13T23:30']

export interface PlayedRun {
  readonly atEnd: AtEnd
  readonly cwd: string
  readonly data: string
  readonly report: Report
  /** Runs the same command again: what was queued meanwhile is taken. */
  again(): Promise<void>
}

/** @param atEnd takes what removes it again */
export async function playedRun(atEnd: AtEnd): Promise<PlayedRun> {
  const cwd = temporaryFolder(atEnd)
  const data = join(cwd, 'data')
  const play = async (): Promise<Report> => {
    const { stdout } = await ilf(['run', '--json', '--data', data, ...RUN], cwd, {}, atEnd)
    return JSON.parse(stdout)
  }
  const report = await play()
  return { atEnd, cwd, data, report, again: async () => void (await play()) }
}

export interface Dashboard {
  readonly url: string
  readonly port: string
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  post(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Response>
  stop(): Promise<void>
}

/** Starts it and waits until it says where it is. */
export function startDashboard(
  { atEnd, cwd, data }: PlayedRun,
  port = '0',
  more: readonly string[] = [],
): Promise<Dashboard> {
  return dashboardOf(['--data', data, '--port', port, ...more], { cwd, atEnd })
}

interface Place {
  readonly cwd: string
  readonly atEnd: AtEnd
  readonly env?: Readonly<Record<string, string>>
}

/** Starts it with options of one's own. */
export async function dashboardOf(args: readonly string[], { cwd, atEnd, env = {} }: Place): Promise<Dashboard> {
  const running = startIlf(['dashboard', ...args], cwd, { ILF_DASHBOARD_TOKEN: TOKEN, ...env }, atEnd)
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    running.process.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = /Dashboard: (?<url>http:\/\/[^\s/]+)/.exec(text)?.groups?.url
      if (found !== undefined) resolve(found)
    })
    void running.ended.then(({ stderr }) => reject(new Error(stderr)))
  })
  return {
    url,
    port: new URL(url).port,
    get: (path, headers = {}) => fetch(url + path, { headers }),
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    async stop() {
      running.process.kill('SIGTERM')
      await running.ended
    },
  }
}

/** Asks until the answer is as wanted. */
export async function until<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (isWanted(answer)) return answer
  }
}
