/** The exit code of commands that compare, where there is nothing they could compare. */

/** 0 is the same and 1 is different; this is neither. */
const EXIT_NOT_COMPARABLE = 2

/** Compares; an error is told, and ends the command with an exit code that says neither yes nor no. */
export async function comparing(compare: () => Promise<void>): Promise<void> {
  try {
    await compare()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    process.exitCode = EXIT_NOT_COMPARABLE
    process.stderr.write(`error: ${error.message}\n`)
  }
}
