/** Child processes that cannot outlive the process that started them, however it ends: a `kill -9` included. */
import { type ChildProcess, spawn } from 'node:child_process'
import { Duplex } from 'node:stream'

/**
 * A watcher waits for the end of descriptor 3, which comes when its other end, held only by the starting process, is
 * closed; then it kills. `exec` makes the command take the shell's process id, so that signals reach the command.
 */
const GUARD = '{ read -r _ <&3; kill -9 $$; } >/dev/null 2>&1 & exec "$@" 3<&-'

/** Standard input, output and error of a guarded process: a pipe, nothing, or an open file descriptor. */
export interface GuardedOptions {
  readonly stdio: readonly ['pipe' | 'ignore', 'pipe' | number, 'pipe' | number]
  /** Working directory; the present one by default. */
  readonly cwd?: string
}

/** The program and arguments that run `command` under the watcher, which needs a pipe as descriptor 3. */
export function guardedCommand(command: string, args: readonly string[]): readonly [string, readonly string[]] {
  return ['/bin/sh', ['-c', GUARD, 'guard', command, ...args]]
}

/** Starts `command` outside of the terminal's process group; `pid` of the answer is the command's own. */
export function spawnGuarded(command: string, args: readonly string[], options: GuardedOptions): ChildProcess {
  const [stdin, stdout, stderr] = options.stdio
  const [program, programArgs] = guardedCommand(command, args)
  const child = spawn(program, programArgs, {
    cwd: options.cwd,
    detached: true,
    stdio: [stdin, stdout, stderr, 'pipe'],
  })
  // The command is gone: let the watcher end too, or its open descriptor would keep this process alive.
  child.once('exit', () => {
    const guard = child.stdio[3]
    if (guard instanceof Duplex) guard.destroy()
  })
  return child
}
