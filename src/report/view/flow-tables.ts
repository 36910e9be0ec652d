/** The way from signal to plan in tables: signals, decisions, leverage. */

import { formatCode, formatCount, formatMany, formatPercent } from '../format.ts'
import type { Report } from '../report.ts'
import { type Cell, columnsOf, dim, plain, type Table } from './table.ts'

/** Every signal and why it did or did not become an intent. */
export function signalTable({ signals }: Report): Table {
  const row = (name: string, count: number): readonly Cell[] => [
    plain(formatCode(name)),
    plain(formatCount(count)),
    dim(formatPercent(count / signals.decisions, 1)),
  ]
  const reasons = [['ACCEPTED', signals.accepted] as const, ...Object.entries(signals.refusals)]
  return {
    title: `Signals  ${formatCount(signals.signals)}`,
    columns: columnsOf('decision', 'count', 'share'),
    rows: signals.decisions === 0 ? [] : reasons.map(([reason, count]) => row(reason, count)),
  }
}

/** What became of intents and plans; what does not end an intent is dimmed. */
export function planTable({ intents, plans }: Report): Table {
  return {
    title: `Intents  ${formatCount(intents.intents)}, of which ${formatCount(plans.ended)} ended`,
    columns: [
      { title: 'stage', align: 'left' },
      { title: 'decision', align: 'left' },
      { title: 'count', align: 'right' },
    ],
    rows: plans.decisions.map(({ stage, outcome, reason, final, count }) => {
      const cell = final ? plain : dim
      const verdict = `${formatCode(outcome)}: ${formatCode(reason)}`
      return [cell(formatCode(stage)), cell(verdict), cell(formatCount(count))]
    }),
  }
}

/** Plans by leverage, as the formula gave it and as it was set. */
export function leverageTable({ leverage }: Report): Table {
  return {
    title: `Leverage  ${formatMany(leverage.plans, 'plan')}`,
    columns: columnsOf('leverage', 'formula', 'set'),
    rows:
      leverage.plans === 0
        ? []
        : leverage.buckets.map(({ from, to, raw, used }) => [
            plain(`${from}–${to}x`),
            (raw === 0 ? dim : plain)(formatCount(raw)),
            (used === 0 ? dim : plain)(formatCount(used)),
          ]),
  }
}
