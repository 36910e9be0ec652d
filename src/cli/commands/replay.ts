/** `ilf replay`: runs a recording through the code of today and compares every output, or feeds its inputs to a cluster. */
import type { Command } from 'commander'
import { EXIT_FAILURE } from '../failure.ts'
import { addNameOptions, addPartitionsOption, addRegistryOption, ENVIRONMENT_HELP } from '../kafka/options.ts'
import type { IntoOptions } from '../replay/into.ts'
import { comparing } from '../replay/not-comparable.ts'
import { speedOf } from '../run/speed.ts'
import { writeLine } from '../with-reader.ts'

interface ReplayCommandOptions extends Partial<IntoOptions> {
  readonly topology?: readonly string[]
  readonly compare?: string
  readonly out?: string
}

const HELP = `
Every task takes its recorded inputs in the order it took them then, offline and with no broker. What it emits must be
what was recorded: key, time, headers, Avro body, schema fingerprint (where a schema has only gained fields since, the old
ones count). Otherwise the first difference is printed with the record that caused it, the state before it and both
outputs, and for every topology how many outputs only one side has, how many changed, and in which fields.

With --into nothing is run here: what came from outside (ticks, funding, instruments, control, and signals unless the
built-in model made them) is published to a cluster, with its event times, at the speed that --speed says. Topics that are
missing are created, their records kept for ever. A stopped one goes on with the same command; topics that hold other
records are refused, unless --append puts the recording behind them.

Exit codes: 0 all the same, 1 something differs, 2 it cannot be compared.

Examples:
  $ ilf record --out my-run && ilf replay my-run
  $ ilf replay my-run --topology trade-intent exit-brain
  $ ilf replay my-run --compare other-run
  $ ilf replay my-run --out today && ilf diff my-run today
  $ ilf replay my-run --into localhost:9094 --registry http://localhost:8081/apis/ccompat/v7 --speed 60
${ENVIRONMENT_HELP}`

export function registerReplay(program: Command): void {
  const replay = program
    .command('replay')
    .description('run a recording through the code of today and compare every output')
    .argument('<dir>', 'folder that ilf record has written')
    .option('--topology <name...>', 'replay these topologies only')
    .option('--compare <dir>', 'compare with the outputs of this recording instead of its own')
    .option('--out <dir>', 'write the replayed outputs, with the recorded inputs, as a recording')
    .option('--into <brokers>', 'publish the inputs to this cluster instead')
    .option('--speed <speed>', 'with --into: max, or seconds of event time a second', speedOf, 'max')
    .option('--append', 'with --into: publish behind whatever the topics hold')
  addPartitionsOption(addNameOptions(addRegistryOption(replay)))
    .addHelpText('after', HELP)
    .action(
      async (
        folder: string,
        { topology: names, compare, out, into, speed = 'max', ...options }: ReplayCommandOptions,
      ) => {
        if (into !== undefined) {
          const { replayInto } = await import('../replay/into.ts')
          await replayInto(folder, { into, speed, ...options })
          return
        }
        const { replayRecording } = await import('../../replay-app.ts')
        const { comparisonLine, divergenceLines } = await import('../replay/print.ts')
        await comparing(async () => {
          const { comparisons, first } = await replayRecording(folder, { names, compare, out })
          for (const comparison of comparisons) await writeLine(comparisonLine(comparison))
          if (first === null) return
          for (const line of divergenceLines(first)) await writeLine(line)
          process.exitCode = EXIT_FAILURE
        })
      },
    )
}
