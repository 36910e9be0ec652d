/** `ilf topology describe`: prints what the topologies read, keep and write. */
import { type Command, Option } from 'commander'
import { CommandError } from '../failure.ts'

type Format = 'text' | 'mermaid' | 'json'

const HELP = `
Examples:
  $ ilf topology describe                                 all topologies, and the topics that join them
  $ ilf topology describe exit-brain execution            two of them
  $ ilf topology describe --format mermaid > flow.mmd     a flowchart for GitHub or mermaid.live
  $ ilf topology describe --format json                   for programs`

export function registerTopology(program: Command): void {
  const topology = program.command('topology').description('look at the topologies')
  topology
    .command('describe')
    .description('print sources, stores, sinks and tasks of the topologies, and how topics join them')
    .argument('[name...]', 'topologies to print; without a name all of them')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'mermaid', 'json']).default('text'))
    .addHelpText('after', HELP)
    .action(async (names: readonly string[], { format }: { readonly format: Format }) => {
      process.stdout.write(await describeNamed(names, format))
    })
}

/** Throws a CommandError for a name that no topology has. */
async function describeNamed(names: readonly string[], format: Format): Promise<string> {
  const { describeJson, describeMermaid, describeText, topologies } = await import('../../app.ts')
  const known = topologies.map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new CommandError(`no topology is named ${unknown.join(', ')}; there are ${known.join(', ')}`)
  const chosen = topologies.filter(({ name }) => names.length === 0 || names.includes(name))
  switch (format) {
    case 'text':
      return describeText(chosen)
    case 'mermaid':
      return describeMermaid(chosen)
    case 'json':
      return describeJson(chosen)
  }
}
