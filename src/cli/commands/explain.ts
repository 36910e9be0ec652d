/** `ilf explain`: the whole story of a signal, intent, plan, order or position. */
import type { Command } from 'commander'
import type { Named } from '../../inspect/explain/find.ts'
import { CommandError } from '../failure.ts'
import { DATA_OPTION, stdoutStyle, withReader, writeLine } from '../with-reader.ts'

interface ExplainOptions {
  readonly data?: string
  readonly json?: boolean
}

const HELP = `
An id may be shortened as long as it fits one story only. \`ilf tail signal.decision\` shows ids to begin with.

Exit codes: 0 explained, 1 no such id, or one that fits several.

Examples:
  $ ilf explain OPUSDT-5m-1765653600000
  $ ilf explain 8d8ccc12                         an order, by the beginning of its client order id
  $ ilf explain OPUSDT-5m-1765653600000 --json   every record of the story in one document`

export function registerExplain(program: Command): void {
  program
    .command('explain')
    .description('tell the story of a signal, intent, plan, order or position')
    .argument('<id>', 'its id, or the beginning of it')
    .option(...DATA_OPTION)
    .option('--json', 'print one JSON document with every record')
    .addHelpText('after', HELP)
    .action(async (id: string, { data, json = false }: ExplainOptions) => {
      for (const line of await explain(id, data, json)) await writeLine(line)
    })
}

/** Throws a CommandError that lists candidates, or what looks like the id, where it leads to no single story. */
async function explain(id: string, data: string | undefined, json: boolean): Promise<readonly string[]> {
  const [{ Snapshot }, { find }, { collectChain }, { storyLines }, { toJsonValue }] = await Promise.all([
    import('../../inspect/snapshot.ts'),
    import('../../inspect/explain/find.ts'),
    import('../../inspect/explain/chain.ts'),
    import('../../inspect/explain/explain.ts'),
    import('../../inspect/json-value.ts'),
  ])
  const style = await stdoutStyle()
  return withReader(data, (reader) => {
    const snapshot = new Snapshot(reader)
    const found = find(snapshot, id)
    switch (found.outcome) {
      case 'ambiguous': {
        const more = found.total - found.candidates.length
        const rest = more > 0 ? [`  and ${more} more`] : []
        throw new CommandError([`${id} fits ${found.total} stories:`, ...list(found.candidates), ...rest].join('\n'))
      }
      case 'unknown':
        throw new CommandError(unknownText(id, found.near, found.examples))
      case 'found': {
        const chain = collectChain(snapshot, found.named.signalId)
        if (json) return [JSON.stringify({ id: found.named.id, kind: found.named.kind, records: toJsonValue(chain) })]
        return storyLines(found.named, chain, style)
      }
    }
  })
}

function unknownText(id: string, near: readonly Named[], examples: readonly Named[]): string {
  if (examples.length === 0) return `nothing has the id ${id}: the data folder holds no signals yet`
  const title = near.length > 0 ? 'These look like it:' : 'Ids look like these:'
  return [`nothing has the id ${id}. ${title}`, ...list(near.length > 0 ? near : examples)].join('\n')
}

function list(named: readonly Named[]): readonly string[] {
  return named.map(({ kind, id }) => `  ${kind.padEnd(8)}  ${id}`)
}
