/** Ctrl-C, and two runs that want the same folder. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ilf, SLICE, startIlf, temporaryFolder } from './support/ilf.ts'
import { topicBytes } from './support/topics.ts'

/** The slice, four hours longer: at two hours a second the first intent comes after a second, the end three later. */
const LONG = [...SLICE, '--to', '2025-12-14T02:30'] as const
const PACED = [...LONG, '--speed', '7200'] as const

describe('stopping ilf run', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'stops cleanly at %s, and the second run ends where one run would have',
    async (signal, exitCode) => {
      const folder = temporaryFolder()
      const run = startIlf(['run', ...PACED, '--json'], folder)
      await run.says('Published trade.intent')
      run.process.kill(signal)
      const stopped = await run.ended
      expect(stopped.exitCode).toBe(exitCode)
      expect(stopped.stderr).toMatch(
        /Everything up to 2025-12-1[34] \d\d:\d\d UTC is kept in \.ilf\/data\. The same command goes on/,
      )
      expect(JSON.parse(stopped.stdout)).toMatchObject({ run: { completed: false } })

      const second = await ilf(['run', ...LONG, '--json'], folder)
      expect(second.exitCode).toBe(0)
      expect(second.stderr).toMatch(/goes on after [\d,]+ records/)

      await ilf(['run', ...LONG, '--data', 'alone'], folder)
      const alone = await topicBytes(join(folder, 'alone'))
      expect(alone['position.update/0']?.length).toBeGreaterThan(0)
      expect(await topicBytes(join(folder, '.ilf/data'))).toEqual(alone)
      // Three runs one after another, on machines that may be busy.
    },
    120_000,
  )

  it('says that --fresh must go to go on', async () => {
    const run = startIlf(['run', ...SLICE, '--speed', '60', '--fresh'], temporaryFolder())
    await run.says('speed: 60')
    run.process.kill('SIGINT')
    expect((await run.ended).stderr).toContain('The same command without --fresh goes on')
  })

  it('lets only one process run on a folder, and names it to the other', async () => {
    const folder = temporaryFolder()
    const first = startIlf(['run', ...SLICE, '--speed', '1'], folder)
    await first.says('speed: 1')
    const second = await ilf(['run', ...SLICE], folder)
    expect(second.exitCode).toBe(1)
    expect(second.stderr).toContain(`is in use by the run with process id ${first.process.pid}`)
    first.process.kill('SIGINT')
    expect((await first.ended).exitCode).toBe(130)
  })
})
