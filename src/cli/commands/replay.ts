/** `ilf replay`: runs a recording through the code of today and compares every output with the recorded one. */
import type { Command } from 'commander'
import { EXIT_FAILURE } from '../failure.ts'
import { comparing } from '../replay/not-comparable.ts'
import { writeLine } from '../with-reader.ts'

interface ReplayCommandOptions {
  readonly topology?: readonly string[]
}

const HELP = `
Every task takes its recorded inputs in the order it took them then, offline and with no broker. What it emits must be
what was recorded: key, time, headers, Avro body, schema fingerprint. Otherwise the first difference is printed with the
record that caused it, the state before it and both outputs.

Exit codes: 0 all the same, 1 something differs, 2 it cannot be compared.

Examples:
  $ ilf record --out my-run && ilf replay my-run
  $ ilf replay my-run --topology trade-intent exit-brain`

export function registerReplay(program: Command): void {
  program
    .command('replay')
    .description('run a recording through the code of today and compare every output')
    .argument('<dir>', 'folder that ilf record has written')
    .option('--topology <name...>', 'replay these topologies only')
    .addHelpText('after', HELP)
    .action(async (folder: string, { topology: names }: ReplayCommandOptions) => {
      const { replayRecording } = await import('../../replay-app.ts')
      const { comparisonLine, divergenceLines } = await import('../replay/print.ts')
      await comparing(async () => {
        const { comparisons, first } = await replayRecording(folder, { names })
        for (const comparison of comparisons) await writeLine(comparisonLine(comparison))
        if (first === null) return
        for (const line of divergenceLines(first)) await writeLine(line)
        process.exitCode = EXIT_FAILURE
      })
    })
}
