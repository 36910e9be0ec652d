/** `ilf produce`: puts records into a topic by hand, from JSON lines. */
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { CommandError, EXIT_FAILURE } from '../failure.ts'
import { DATA_OPTION } from '../with-reader.ts'

const HELP = `
Each line is a value, or {"key", "timestamp", "headers", "value"} around one; what \`ilf tail --json\` prints can be
read back. Fields that may be null or have a default may be left out, event_time too: it is stream time then.

Exit codes: 0 every line was queued, 1 a line was not, 2 no such topic.

Examples:
  $ echo '{"symbol":"OPUSDT","action":"BUY","confidence":0.9,"timeframe":"5m","model":"me"}' | ilf produce ai.signal
  $ ilf produce control.command halt.jsonl`

const STDIN = '-'

export function registerProduce(program: Command): void {
  const command: Command = program
    .command('produce')
    .description('put records into a topic, from JSON lines')
    .argument('<topic>', 'the topic')
    .argument('[file]', 'file of JSON lines, or - for stdin', STDIN)
    .option(...DATA_OPTION)
    .addHelpText('after', HELP)
    .action(async (name: string, file: string, { data }: { readonly data?: string }) => {
      const [{ DEFAULT_DATA, topicsByName }, { openInbox, produce }] = await Promise.all([
        import('../../app.ts'),
        import('../../inspect/produce/produce.ts'),
      ])
      const topic = topicsByName.get(name)
      if (topic === undefined)
        command.error(`error: there is no topic ${name}. Topics: ${[...topicsByName.keys()].sort().join(', ')}`)
      const folder = resolve(data ?? DEFAULT_DATA)
      const storage = await openInbox(folder)
      try {
        const shown = file === STDIN ? 'stdin' : file
        const onBadLine = (line: number, problem: string) => process.stderr.write(`${shown}:${line}: ${problem}\n`)
        const { queued, bad } = await produce(storage, { topic, lines: await linesOf(file), onBadLine })
        const records = `${queued} record${queued === 1 ? '' : 's'}`
        process.stdout.write(
          `queued ${records} for ${name}: the run that is going on in ${folder}, or the next one, takes them\n`,
        )
        if (bad > 0) process.exitCode = EXIT_FAILURE
      } finally {
        await storage.close()
      }
    })
}

/** The lines of a file or of stdin. Throws a CommandError where the file cannot be opened. */
async function linesOf(file: string): Promise<AsyncIterable<string>> {
  if (file === STDIN) {
    if (process.stdin.isTTY) process.stderr.write('reading JSON lines from the terminal; end with Ctrl-D\n')
    return createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
  }
  try {
    const handle = await open(file)
    return handle.readLines()
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
