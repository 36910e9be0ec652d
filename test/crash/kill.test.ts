/** A run that is killed again and again at random instants gives the same topics as one that is left alone. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { seededRandom } from '../../src/domain/rng.ts'
import { folderDigests } from '../support/topic-digests.ts'

const ILF = new URL('../../dist/cli/main.js', import.meta.url).pathname
/** The soak suite kills thirty times, in the whole recording. */
const KILLS = Number(process.env.ILF_RUN_KILLS ?? 3)
const RECORDING = process.env.ILF_RUN_KILLS === undefined ? ['--to', '2025-12-14T12:00'] : []
const folders: string[] = []

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'ilf-kill-'))
  folders.push(made)
  return made
}

function start(data: string): ChildProcess {
  return spawn(process.execPath, [ILF, 'run', '--data', data, '--json', ...RECORDING], { stdio: 'ignore' })
}

afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true })
})

it(`kill -9 at ${KILLS} random instants changes no byte of any topic`, { timeout: 900_000 }, async () => {
  const seed = process.env.ILF_SEED ?? String(process.pid)
  const random = seededRandom(seed)
  const calm = folder()
  const startedAt = performance.now()
  expect(await exitOf(start(calm)), 'the uninterrupted run').toBe(0)
  const wholeMs = performance.now() - startedAt

  const expected = await folderDigests(calm)
  let stormy = folder()
  for (let kills = 0; kills < KILLS; ) {
    const child = start(stormy)
    const ended = exitOf(child)
    // Early enough that work is left for the next one, late enough that some of them have committed.
    const outcome = await Promise.race([ended, sleep(wholeMs * (0.1 + 0.6 * random())).then(() => 'alive' as const)])
    if (outcome === 'alive') {
      child.kill('SIGKILL')
      await ended
      kills++
    } else {
      // It got to its end between two kills: the next ones hit a run of their own.
      expect(await folderDigests(stormy), `ILF_SEED=${seed}, after ${kills} kills`).toEqual(expected)
      stormy = folder()
    }
  }
  expect(await exitOf(start(stormy)), 'the run that is left to finish').toBe(0)
  expect(await folderDigests(stormy), `ILF_SEED=${seed}, after ${KILLS} kills`).toEqual(expected)
})

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const [code] = await once(child, 'exit')
  return typeof code === 'number' ? code : null
}
