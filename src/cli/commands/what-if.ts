/** `ilf what-if`: runs a recording anew under other settings, a grid of them, and prints one table. */
import type { Command } from 'commander'
import { countOf } from '../kafka/options.ts'
import { stopRequest } from '../run/stop-request.ts'

interface WhatIfCommandOptions {
  readonly set: readonly string[]
  readonly workers?: number
  readonly json?: boolean
}

const HELP = `
Other settings mean other trades, so every cell runs the whole dataflow anew, in exact order and in memory: ticks,
funding, instruments, control, and signals that came from outside are the recording's; everything else is made again,
with fills by paper-exchange. What --set does not name stays as it was recorded.

Values of a key: a range with its step (0.60..0.80/0.05, both ends included), alternatives (5m|15m), or one value.
Several --set make every combination. All keys: ilf config.

The cells run side by side in worker threads. The best of many cells is partly luck: try it on another recording.

Exit codes: 0 all cells are complete, 1 it could not be done, 130 stopped by Ctrl-C (complete cells are printed).

Examples:
  $ ilf record --out my-run
  $ ilf what-if my-run --set gate.threshold=0.60..0.80/0.05
  $ ilf what-if my-run --set gate.threshold=0.65..0.75/0.05 --set 'harvest.swingConfidence=0.7|0.75' --json`

export function registerWhatIf(program: Command): void {
  program
    .command('what-if')
    .description('run a recording anew under other settings, a grid of them, and compare what comes of it')
    .argument('<dir>', 'folder that ilf record has written')
    .requiredOption('--set <key=values...>', 'values of a key: 0.6..0.8/0.05, a|b, or one')
    .option('--workers <n>', 'cells at a time (default: one a core)', countOf)
    .option('--json', 'print JSON instead of the table')
    .addHelpText('after', HELP)
    .action(async (folder: string, { set, workers, json = false }: WhatIfCommandOptions) => {
      const { whatIfRecording } = await import('../../replay-app.ts')
      const { gridProgress } = await import('../what-if/progress.ts')
      const { whatIfText } = await import('../what-if/table.ts')
      const stop = stopRequest()
      const progress = gridProgress(process.stderr)
      try {
        const result = await whatIfRecording({ folder, sets: set, workers, signal: stop.signal, ...progress.listeners })
        progress.end()
        process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : whatIfText(result))
        if (!result.isComplete) process.exitCode = stop.exitCode ?? 1
      } finally {
        progress.end()
        stop.release()
      }
    })
}
