import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import { guardedCommand } from './process/guarded.ts'
import { runProgram } from './process/run-program.ts'

/** Starts what it is given, says the process id, and stays. */
const PARENT = `
  const [command, args] = JSON.parse(process.argv[1])
  const child = require('node:child_process').spawn(command, args, { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  console.log(child.pid)
  setInterval(() => undefined, 1000)
`

test('a guarded program dies with the process that started it, even by kill -9', async () => {
  const sleeper = guardedCommand(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
  const parent = spawn(process.execPath, ['-e', PARENT, JSON.stringify(sleeper)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(parent.stdout, 'data')
  const pid = Number(String(line))
  expect(isRunning(pid)).toBe(true)
  parent.kill('SIGKILL')
  await vi.waitUntil(() => !isRunning(pid), { timeout: 20_000 })
})

test('a program gets its input, and gives back its output and exit code', async () => {
  const script = 'process.stdin.pipe(process.stdout); console.error("words"); process.exitCode = 3'
  const result = await runProgram(process.execPath, ['-e', script], { stdin: 'a line\n', timeoutMs: 20_000 })
  expect(result).toEqual({ exitCode: 3, stdout: 'a line\n', stderr: 'words\n' })
})

test('a program that takes too long is killed, which is an error with what it printed', async () => {
  const script = 'console.log("so far"); setInterval(() => undefined, 1000)'
  await expect(runProgram(process.execPath, ['-e', script], { timeoutMs: 1_000 })).rejects.toThrow('so far')
})

test('a program that does not exist is an exit code, as in a shell', async () => {
  const { exitCode, stderr } = await runProgram('/no/such/program', [], { timeoutMs: 20_000 })
  expect(exitCode).toBe(127)
  expect(stderr).toContain('/no/such/program')
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
