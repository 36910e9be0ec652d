/** `ilf diff`: compares two recordings record by record and field by field. */
import type { Command } from 'commander'
import { EXIT_FAILURE } from '../failure.ts'
import { comparing } from '../replay/not-comparable.ts'
import { writeLine } from '../with-reader.ts'

const HELP = `
Records of one key are paired by event time. A schema that only gained fields compares equal on the old ones. Order
topics are left out: they differ with every commit. The first difference is printed with the record that caused it and the
state before it, for which the recording that has it is replayed.

Exit codes: 0 the same, 1 different, 2 not comparable.

Example:
  $ ilf diff before after`

export function registerDiff(program: Command): void {
  program
    .command('diff')
    .description('compare two recordings record by record')
    .argument('<a>', 'folder of a recording')
    .argument('<b>', 'folder of another')
    .addHelpText('after', HELP)
    .action(async (a: string, b: string) => {
      const { diffFolders } = await import('../../replay-app.ts')
      const { differencesLines } = await import('../replay/print.ts')
      await comparing(async () => {
        const found = await diffFolders(a, b)
        for (const line of differencesLines(found)) await writeLine(line)
        if (found.first !== null || found.notInBoth.length > 0) process.exitCode = EXIT_FAILURE
      })
    })
}
