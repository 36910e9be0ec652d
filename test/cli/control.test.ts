/** `ilf control`: the word reaches the account, and stays. */
import { expect, it } from 'vitest'
import { ilf, temporaryFolder } from './support/ilf.ts'

it('refuses a word it does not know', async () => {
  const { exitCode, stderr } = await ilf(['control', 'stop'], temporaryFolder())
  expect(exitCode).toBe(2)
  expect(stderr).toContain('halt, reduce, resume, drain, close-all')
})
