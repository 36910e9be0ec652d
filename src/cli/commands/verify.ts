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

Without a folder it looks at the run in --data. With one it looks at a recording that \`ilf record\` has written, so a run
on Kafka is verified by taking it away first.

Exit codes: 0 every check passed, 1 a check failed or there is nothing to check.

Examples:
  $ ilf verify
  $ ilf record --kafka localhost:9094 --registry http://localhost:8081/apis/ccompat/v7 --out today && ilf verify today
  $ ilf verify --json | jq '.checks[] | select(.passed | not)'`

export function registerVerify(program: Command): void {
  program
    .command('verify')
    .description('check every plan, decision, stop and fill of a run')
    .argument('[recording]', 'folder that ilf record has written')
    .option(...DATA_OPTION)
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async (recording: string | undefined, { data, json = false }: VerifyOptions) => {
      if (recording !== undefined && data !== undefined)
        throw new CommandError('--data does not go with a recording: name one of them')
      const { verificationLines } = await import('../../inspect/verify/print.ts')
      const found = recording === undefined ? await verifyFolder(data) : await verifyTaken(recording)
      if (found === null)
        throw new CommandError(`${recording ?? 'the data folder'} holds no records yet: nothing to verify`)
      const lines = json ? [JSON.stringify(found)] : verificationLines(found, await stdoutStyle())
      for (const line of lines) await writeLine(line)
      if (!found.passed) process.exitCode = EXIT_FAILURE
    })
}

async function verifyFolder(data: string | undefined) {
  const { verify } = await import('../../inspect/verify/verify.ts')
  return withReader(data, verify)
}

async function verifyTaken(recording: string) {
  const { verifyRecording } = await import('../../replay-app.ts')
  return verifyRecording(recording)
}
