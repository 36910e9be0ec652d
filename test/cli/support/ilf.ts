/** Runs the compiled `ilf` as users do: as a process of its own, without a terminal. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))

// Takes no time where `npm test` has built already, and two test files at once do each other no harm.
execFileSync(process.execPath, [join(root, 'scripts/ensure.mjs'), '--build'], {
  stdio: ['ignore', 'ignore', 'inherit'],
})

/** How a command ended. */
export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that is running. */
export interface Running {
  readonly process: ChildProcess
  /** Resolves when stderr contains the text; rejects when the command ends without it. */
  says(text: string): Promise<void>
  /** What it has written to stderr so far. */
  told(): string
  readonly ended: Promise<Ended>
}

/** Takes what is to be done when all is over; without one of its own it is the end of the test. */
export type AtEnd = (cleanUp: () => void) => void

/** Starts a command; it is killed at the end. `env` is put above the environment of the tests. */
export function startIlf(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  atEnd: AtEnd = onTestFinished,
): Running {
  const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  atEnd(() => {
    child.kill('SIGKILL')
  })
  const text = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.stderr += chunk
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, ...text }))
  })
  const says = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => text.stderr.includes(wanted) && resolve()
      child.stderr.on('data', look)
      child.on('close', () => reject(new Error(`ilf ended without saying "${wanted}":\n${text.stderr}`)))
      look()
    })
  return { process: child, says, told: () => text.stderr, ended }
}

/** Runs a command to its end. */
export function ilf(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  atEnd: AtEnd = onTestFinished,
): Promise<Ended> {
  return startIlf(args, cwd, env, atEnd).ended
}

/** An empty folder that is removed at the end. */
export function temporaryFolder(atEnd: AtEnd = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'ilf-cli-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Four markets and four hours of the shipped recording: small, and with intents and closed positions in it. */
export const SLICE = ['--symbols', 'ICPUSDT,IMXUSDT,METISUSDT,TONUSDT', '--to', '2025-12-13T22:30'] as const

/** As little of it as holds positions that close and one that stays open: on a cluster every instant costs commits. */
export const SHORT_SLICE = ['--symbols', 'ICPUSDT,IMXUSDT', '--to', '2025-12-13T21:40'] as const

/** The log of a command without a terminal: JSON lines. */
export function logLines(stderr: string): readonly { readonly level: string; readonly msg: string }[] {
  return stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
