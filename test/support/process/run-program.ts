/** Runs a program to its end and gives back what it printed. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { spawnGuarded } from './guarded.ts'

export interface ProgramOptions {
  /** Written to its standard input, which is then closed. */
  readonly stdin?: string | Uint8Array
  /** Working directory; the present one by default. */
  readonly cwd?: string
  /** SIGKILL after this long, which is an error. */
  readonly timeoutMs: number
}

export interface ProgramResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Any exit code is a result; a program that cannot be started or takes too long is an error. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { stdin = '', cwd = process.cwd(), timeoutMs }: ProgramOptions,
): Promise<ProgramResult> {
  const child = spawnGuarded(command, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] })
  const state = { late: false }
  const timer = setTimeout(() => {
    state.late = true
    child.kill('SIGKILL')
  }, timeoutMs)
  try {
    const [[exitCode], stdout, stderr] = await Promise.all([
      once(child, 'close'),
      read(child.stdout),
      read(child.stderr),
      write(child, stdin),
    ])
    if (state.late) throw new Error(`${command} ${args.join(' ')} took more than ${timeoutMs} ms\n${stdout}\n${stderr}`)
    return { exitCode, stdout, stderr }
  } finally {
    clearTimeout(timer)
  }
}

function read(stream: ChildProcess['stdout']): Promise<string> {
  return stream === null ? Promise.resolve('') : text(stream)
}

async function write({ stdin }: ChildProcess, input: string | Uint8Array): Promise<void> {
  // A program may end without reading its input: the broken pipe is not this function's business.
  stdin?.on('error', () => undefined)
  stdin?.end(input)
}
