/** `ilf control`: an operator's word to an account: halt, reduce, resume, drain, close all. */
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { Argument, type Command } from 'commander'
import { CommandError } from '../failure.ts'
import { DATA_OPTION } from '../with-reader.ts'

const WORDS = ['halt', 'reduce', 'resume', 'drain', 'close-all'] as const

interface ControlOptions {
  readonly account: string
  readonly by?: string
  readonly reason: string
  readonly data?: string
}

const HELP = `
  halt       no new positions, unfilled entries are cancelled; stays so through restarts until resume
  reduce     no new positions; what is open goes on to its exits
  resume     back to normal; the only way out of a halt
  drain      no new positions, for a shutdown
  close-all  close every position at the market, and open none

Exit codes: 0 the word was queued, 1 it was not.

Examples:
  $ ilf control halt --reason "exchange maintenance"
  $ ilf control resume`

export function registerControl(program: Command): void {
  program
    .command('control')
    .description("give an operator's word to an account")
    .addArgument(new Argument('<word>', 'what to do').choices(WORDS))
    .option('--account <name>', 'the account', 'paper')
    .option('--by <name>', 'who gives it (default: the user who is logged in)')
    .option('--reason <text>', 'why; shown wherever the mode is', 'none given')
    .option(...DATA_OPTION)
    .addHelpText('after', HELP)
    .action(async (word: (typeof WORDS)[number], options: ControlOptions) => {
      const [{ DEFAULT_DATA, topicsByName }, { openInbox, produce }] = await Promise.all([
        import('../../app.ts'),
        import('../../inspect/produce/produce.ts'),
      ])
      const topic = topicsByName.get('control.command')
      if (topic === undefined) throw new CommandError('there is no topic control.command')
      const folder = resolve(options.data ?? DEFAULT_DATA)
      const command = word.toUpperCase().replace('-', '_')
      const { account, reason, by = userInfo().username } = options
      const line = JSON.stringify({ account, command, issued_by: by, reason })
      const storage = await openInbox(folder)
      try {
        const problems: string[] = []
        const onBadLine = (_line: number, problem: string) => problems.push(problem)
        await produce(storage, { topic, lines: [line], onBadLine })
        if (problems.length > 0) throw new CommandError(problems.join('; '))
        process.stdout.write(
          `queued ${command} for account ${account}: the run in ${folder}, or the next one, takes it\n`,
        )
      } finally {
        await storage.close()
      }
    })
}
