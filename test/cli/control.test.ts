/** `ilf control`: the word reaches the account, and stays. */
import { expect, it } from 'vitest'
import { ilf, temporaryFolder } from './support/ilf.ts'

it('refuses a word it does not know', async () => {
  const { exitCode, stderr } = await ilf(['control', 'stop'], temporaryFolder())
  expect(exitCode).toBe(2)
  expect(stderr).toContain('halt, reduce, resume, drain, close-all')
})

it('halts the account, through restarts, until it is resumed', async () => {
  const folder = temporaryFolder()
  const run = () => {
    const span = ['--from', '2025-12-13T18:00', '--to', '2025-12-13T18:30']
    return ilf(['run', '--symbols', 'OPUSDT', ...span, '--no-progress'], folder)
  }
  const modes = async () => {
    const { stdout } = await ilf(['tail', 'account.state', '--json'], folder)
    return stdout.trim().split('\n').at(-1)
  }
  await run()
  expect((await ilf(['control', 'halt', '--reason', 'drill'], folder)).stdout).toContain(
    'queued HALT for account paper',
  )
  await run()
  expect(await modes()).toMatch(/"mode":"HALTED".*drill/)
  await run()
  expect(await modes()).toMatch(/"mode":"HALTED"/)
  await ilf(['control', 'resume'], folder)
  await run()
  expect(await modes()).toMatch(/"mode":"ACTIVE"/)
})
