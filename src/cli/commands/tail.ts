/** `ilf tail`: prints records of a topic, or the entries of a state store. */
import { type Command, InvalidArgumentError } from 'commander'
import type { TopicReader } from '../../runtime/embedded/topic-reader.ts'
import { CommandError } from '../failure.ts'
import { DATA_OPTION, stdoutStyle, withReader, writeLine } from '../with-reader.ts'

interface TailOptions {
  readonly data?: string
  readonly json?: boolean
  readonly follow?: boolean
  readonly fromBeginning?: boolean
  readonly lines: number
  readonly key?: string
}

const HELP = `
Topics are those of \`ilf topology describe\`, <topology>.order for the order in which a topology took its inputs, and
store:<task>/<store> for what a task keeps.

Exit codes: 0 printed, 1 no such store, 2 no such topic.

Examples:
  $ ilf tail trade.intent -n 3
  $ ilf tail position.update --follow --key OPUSDT
  $ ilf tail exit.plan --from-beginning --json | jq .value.leverage
  $ ilf tail store:trade-intent/0/quotes --key OPUSDT`

export function registerTail(program: Command): void {
  const command: Command = program
    .command('tail')
    .description('print the records of a topic, or the entries of a state store')
    .argument('<topic>', 'a topic, <topology>.order, or store:<task>/<store>')
    .option(...DATA_OPTION)
    .option('-f, --follow', 'go on with what a run adds, until Ctrl-C')
    .option('-n, --lines <count>', 'how many of the last records', wholeNumber, 10)
    .option('--from-beginning', 'every record, from the first')
    .option('--key <key>', 'only records of this key')
    .option('--json', 'print one JSON document a line')
    .addHelpText('after', HELP)
    .action(async (name: string, options: TailOptions) => {
      const { isStoreName } = await import('../../inspect/tail/stores.ts')
      if (!isStoreName(name)) return tailTopic(command, name, options)
      if (options.follow) command.error('error: a store has no end to follow: leave out --follow')
      await withReader(options.data, (reader) => tailStore(reader, name, options))
    })
}

async function tailTopic(command: Command, name: string, options: TailOptions): Promise<void> {
  const [{ readableTopics }, { Snapshot }, { lastRecords, recordsFrom }, { follow }, { jsonLine, textLine }] =
    await Promise.all([
      import('../../inspect/topic-names.ts'),
      import('../../inspect/snapshot.ts'),
      import('../../inspect/tail/select.ts'),
      import('../../inspect/tail/follow.ts'),
      import('../../inspect/tail/lines.ts'),
    ])
  const all = readableTopics()
  const topic = all.get(name)
  if (topic === undefined) command.error(`error: there is no topic ${name}. Topics: ${[...all.keys()].join(', ')}`)
  const style = await stdoutStyle()
  const { key, fromBeginning, lines, json } = options
  await withReader(options.data, async (reader) => {
    const snapshot = new Snapshot(reader)
    const printed = fromBeginning ? recordsFrom(snapshot, topic, key) : lastRecords(snapshot, topic, lines, key)
    for (const record of printed) await writeLine(json ? jsonLine(record) : textLine(record, style))
    if (!options.follow) return
    const signal = untilInterrupted()
    for await (const record of follow(reader, snapshot, topic, { key, signal })) {
      await writeLine(json ? jsonLine(record) : textLine(record, style))
    }
  })
}

async function tailStore(reader: TopicReader, name: string, { key, json }: TailOptions): Promise<void> {
  const { entryLine, storeEntries, storeNames } = await import('../../inspect/tail/stores.ts')
  const entries = storeEntries(reader, name, key)
  if (entries === null)
    throw new CommandError(`there is no ${name}. Stores: ${storeNames(reader).join(', ') || 'none yet'}`)
  const style = await stdoutStyle()
  for (const entry of entries)
    await writeLine(json ? JSON.stringify({ store: name, ...entry }) : entryLine(entry, style))
}

/** Aborted by the first Ctrl-C; a second one ends the process at once, as ever. */
function untilInterrupted(): AbortSignal {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  process.once('SIGTERM', () => controller.abort())
  return controller.signal
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be a whole number')
  return Number(text)
}
