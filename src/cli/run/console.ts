/** How a run speaks while it is going on: to a person on a terminal, or to whatever reads the log. Always on stderr. */
import picocolors from 'picocolors'
import type { Logger } from 'pino'
import { hasColors } from '../has-colors.ts'
import { createLog, type LogLevel } from './log.ts'
import type { ProgressBar, Standing } from './progress-bar.ts'

/** Wall time between two lines that tell the progress where there is no bar, ms. */
const TELL_EVERY_MS = 10_000
const LABEL_COLUMNS = 13

export interface ConsoleOptions {
  /** Undefined: `warn` beside a progress bar at full speed, where lines would fly past, else `info`. */
  readonly level: LogLevel | undefined
  /** False: no progress bar even on a terminal. */
  readonly progress: boolean
  /** True: played at full speed. */
  readonly isUnpaced: boolean
}

export interface RunConsole {
  readonly log: Logger
  /** Says something to the user: plainly on a terminal, as a log line elsewhere. */
  say(text: string): void
  /** Sets off what follows, on a terminal. */
  blank(): void
  /** Says several things, each under a label. */
  list(rows: readonly (readonly [label: string, text: string])[]): void
  /** Shows how far the run has got; the first call brings the bar up. */
  progress(standing: Standing): void
  /** Takes the bar away. */
  endProgress(): void
}

/** Chooses by what stderr is. Lines and bar go the same way, so that neither overwrites the other. */
export async function createConsole({ level, progress, isUnpaced }: ConsoleOptions): Promise<RunConsole> {
  const isTerminal = process.stderr.isTTY === true
  const colors = picocolors.createColors(hasColors(process.stderr))
  const bars = isTerminal && progress ? await import('./progress-bar.ts') : null
  let bar: ProgressBar | null = null
  const write = (text: string) => {
    if (bar === null) process.stderr.write(text)
    else bar.above(text)
  }
  const log = await createLog({
    level: level ?? (bars !== null && isUnpaced ? 'warn' : 'info'),
    isPretty: isTerminal,
    hasColors: colors.isColorSupported,
    write,
  })
  const say = (text: string) => (isTerminal ? write(`${text}\n`) : log.info(text))
  const tell = teller(log)
  return {
    log,
    say,
    blank() {
      if (isTerminal) write('\n')
    },
    list(rows) {
      for (const [label, text] of rows) {
        say(isTerminal ? `${colors.dim(label.padEnd(LABEL_COLUMNS))}${text}` : `${label}: ${text}`)
      }
    },
    progress(standing) {
      if (bars === null) return tell(standing)
      bar ??= new bars.ProgressBar(process.stderr, colors)
      bar.update(standing)
    },
    endProgress() {
      bar?.close()
      bar = null
    },
  }
}

/** Tells the progress as log lines, now and then. */
function teller(log: Logger): (standing: Standing) => void {
  let toldAt = performance.now()
  return ({ ratio, timeMs, recordsPerSecond }) => {
    if (performance.now() - toldAt < TELL_EVERY_MS) return
    toldAt = performance.now()
    const fields = {
      event_time: new Date(timeMs).toISOString(),
      ratio,
      records_per_second: Math.round(recordsPerSecond),
    }
    log.info(fields, `Played ${(ratio * 100).toFixed(1)}% of the recording`)
  }
}
