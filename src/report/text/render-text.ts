/** The report for a terminal: the notes on the data, the portfolio total, then the tables. */
import type { Report } from '../report.ts'
import { calibrationVerdict } from '../view/calibration-words.ts'
import { dataFacts } from '../view/data-facts.ts'
import { flowFacts } from '../view/flow-facts.ts'
import { planTable, signalTable } from '../view/flow-tables.ts'
import { calibrationTable, exitTable, openTable } from '../view/result-tables.ts'
import { fileName, runSentence } from '../view/run-words.ts'
import { leverageBlock, portfolioBlock, symbolBlock } from './blocks.ts'
import { factLines } from './fact-lines.ts'
import { arrange, type Block, wrap } from './layout.ts'
import { painter, printable } from './paint.ts'
import { tableBlock } from './table-lines.ts'

export interface TextOptions {
  readonly color: boolean
  /** Columns of the terminal. */
  readonly width: number
}

/** Least width the tables are made for, and the most that is pleasant to read. */
const [NARROWEST, WIDEST] = [80, 140]

/** The report as text of lines that end in a line feed. */
export function renderText(report: Report, { color, width: columns }: TextOptions): string {
  const paint = painter(color)
  const width = Math.min(Math.max(columns, NARROWEST), WIDEST)
  const heading = paint(`Data  ${printable(fileName(report.data.file))}`, 'title')
  const calibration = tableBlock(calibrationTable(report), paint)
  const blocks: readonly Block[] = [
    [heading, ...factLines(dataFacts(report.data), width, paint)],
    portfolioBlock(report, width, paint),
    arrange([tableBlock(exitTable(report), paint), leverageBlock(report, paint)], width),
    symbolBlock(report, width, paint),
    tableBlock(openTable(report), paint),
    arrange([tableBlock(signalTable(report), paint), tableBlock(planTable(report), paint)], width),
    [...calibration, ...wrap(calibrationVerdict(report.calibration), width)],
    [paint('Details', 'title'), ...factLines(flowFacts(report), width, paint)],
    ...(report.run === null ? [] : [[paint(runSentence(report.run), 'strong')]]),
  ]
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`
}
