/** Prints the report of a run: as text or JSON to stdout, and as a page to a file where one was named. */
import { statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Run, RunEnd } from '../../app.ts'
import type { ReportReader } from '../../report/reading.ts'
import { CommandError } from '../failure.ts'
import { hasColors } from '../has-colors.ts'
import type { Pace } from './meter.ts'

/** Width of the report where stdout is no terminal. */
const PLAIN_COLUMNS = 120

export interface ReportRequest {
  readonly run: Pick<Run, 'summary' | 'config' | 'resumedAt'> & { readonly reader: ReportReader }
  readonly end: RunEnd
  readonly pace: Pace
  readonly choice: {
    readonly json?: boolean
    /** File for the page. */
    readonly report?: string
    readonly symbols?: readonly string[]
    readonly from: number | undefined
    readonly to: number | undefined
  }
}

/**
 * Prints what was asked for. Records a second are left out where this run had nothing to take.
 *
 * @returns the page's path, null where none was asked for
 */
export async function printReport({ run, end, pace, choice }: ReportRequest): Promise<string | null> {
  const { buildReport } = await import('../../report/build-report.ts')
  const isMeasured = pace.takenRecords > 0
  const report = buildReport({
    reader: run.reader,
    summary: run.summary,
    config: run.config,
    run: {
      records: run.resumedAt + pace.takenRecords,
      elapsedMs: isMeasured ? pace.elapsedMs : null,
      recordsPerSecond: isMeasured ? pace.recordsPerSecond : null,
      completed: end === 'completed',
      from: choice.from ?? null,
      to: choice.to ?? null,
      symbols: choice.symbols ?? null,
    },
  })
  if (choice.json === true) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  else {
    const { renderText } = await import('../../report/text/render-text.ts')
    process.stdout.write(
      renderText(report, { color: hasColors(process.stdout), width: process.stdout.columns ?? PLAIN_COLUMNS }),
    )
  }
  if (choice.report === undefined) return null
  const { renderHtml } = await import('../../report/html/render-html.ts')
  writeFileSync(choice.report, renderHtml(report))
  return choice.report
}

/** Makes sure that the page can be written before a run is made for it. Throws a CommandError. */
export function checkReportFile(file: string): void {
  const folder = dirname(resolve(file))
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CommandError(`--report ${file}: there is no folder ${folder}`)
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new CommandError(`--report ${file}: that is a folder; name a file in it`)
  }
}
