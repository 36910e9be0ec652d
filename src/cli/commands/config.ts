/** `ilf config`: prints every key that `ilf run --set` knows, with its default and meaning. */
import type { Command } from 'commander'
import type { ConfigEntry } from '../../config/describe-config.ts'
import { CommandError } from '../failure.ts'

const HELP = `
Examples:
  $ ilf config                              every key with its default and meaning
  $ ilf config gate sizing                  the keys that begin with gate or sizing
  $ ilf run --set gate.threshold=0.7 timeframe=15m sizing.multipliers=0.5,1,2`

export function registerConfig(program: Command): void {
  program
    .command('config')
    .description('print the keys of `ilf run --set` with their defaults and meanings')
    .argument('[prefix...]', 'only keys that begin so')
    .option('--json', 'print one JSON array')
    .addHelpText('after', HELP)
    .action(async (prefixes: readonly string[], { json = false }: { readonly json?: boolean }) => {
      const { describeConfig } = await import('../../config/describe-config.ts')
      const entries = describeConfig().filter(
        ({ key }) => prefixes.length === 0 || prefixes.some((p) => key.startsWith(p)),
      )
      if (entries.length === 0)
        throw new CommandError(`no key begins with ${prefixes.join(' or ')}: see \`ilf config\``)
      process.stdout.write(json ? asJson(entries) : asTable(entries))
    })
}

function asJson(entries: readonly ConfigEntry[]): string {
  return `${JSON.stringify(entries, null, 2)}\n`
}

function asTable(entries: readonly ConfigEntry[]): string {
  const rows = entries.map(({ key, value, meaning }) => [key, String(value), meaning] as const)
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length))
  const [keys, values] = [width(0), width(1)]
  return rows.map(([key, value, meaning]) => `${key.padEnd(keys)}  ${value.padEnd(values)}  ${meaning}\n`).join('')
}
