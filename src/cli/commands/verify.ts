/** `ilf verify`: checks everything a run has written; exit code 1 where anything is wrong. */
import type { Command } from 'commander'
import { CommandError, EXIT_FAILURE } from '../failure.ts'
import { DATA_OPTION, stdoutStyle, withReader, writeLine } from '../with-reader.ts'

interface VerifyOptions {
  readonly data?: string
  readonly json?: boolean
}

const HELP = `
Checks that leverage lies in 5–80 and varies, that targets and stops are set and on the right side, that every ILF
field is real or a declared proxy, that every signal was decided on and every intent ended exactly once, that no
position was without a stop, that fills follow their commands and fit the position, and that nothing was lost.

Exit codes: 0 every check passed, 1 a check failed or there is nothing to check.

Examples:
  $ ilf verify
  $ ilf verify --json | jq '.checks[] | select(.passed | not)'`

export function registerVerify(program: Command): void {
  program
    .command('verify')
    .description('check every plan, decision, stop and fill of a run')
    .option(...DATA_OPTION)
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async ({ data, json = false }: VerifyOptions) => {
      const [{ verify }, { verificationLines }] = await Promise.all([
        import('../../inspect/verify/verify.ts'),
        import('../../inspect/verify/print.ts'),
      ])
      const found = await withReader(data, verify)
      if (found === null) throw new CommandError('the data folder holds no records yet: nothing to verify')
      const lines = json ? [JSON.stringify(found)] : verificationLines(found, await stdoutStyle())
      for (const line of lines) await writeLine(line)
      if (!found.passed) process.exitCode = EXIT_FAILURE
    })
}
