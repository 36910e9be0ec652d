#!/usr/bin/env -S node --max-semi-space-size=64 --min-semi-space-size=16
/** The `ilf` command: starts the command line and turns what goes wrong into a message and an exit code. */
import { exitCodeOf } from './failure.ts'
import { createProgram } from './program.ts'

// A reader that has seen enough (`ilf tail … | head`) closes the pipe; that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  throw error
})

const args = process.argv.slice(2)
try {
  const program = await createProgram(args)
  await program.parseAsync(args, { from: 'user' })
} catch (error) {
  const isDebug = args.includes('--debug') || process.env.ILF_DEBUG === '1'
  process.exitCode = exitCodeOf(error, { isDebug, write: (text) => process.stderr.write(text) })
}
