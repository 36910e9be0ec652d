/** Makes the report of a run from its topics. */
import { topics } from '../topics.ts'
import { accountEvents } from './account-events.ts'
import { calibrationSection } from './calibration.ts'
import { dataSection } from './data-section.ts'
import { downsample } from './downsample.ts'
import { equityHistory } from './equity-curve.ts'
import { exitRows } from './exits.ts'
import type { ReportInput, RunFacts } from './input.ts'
import { intentSection } from './intents.ts'
import { lastPrices } from './last-prices.ts'
import { leverageSection } from './leverage.ts'
import { openPositions } from './open-positions.ts'
import { orderSection } from './orders.ts'
import { planSection } from './plans.ts'
import { portfolio } from './portfolio.ts'
import { positionLedger } from './position-ledger.ts'
import { Reading } from './reading.ts'
import type { Report, RunSection } from './report.ts'
import { signalSection } from './signals.ts'
import { sizingSection } from './sizing.ts'
import { symbolSection } from './symbols.ts'
import { countBy } from './tally.ts'

/** Points of the equity curve that a report keeps. */
const CURVE_POINTS = 600

/** Reads the topics of the configured account once and sums them up. Also for a run that was stopped or never traded. */
export function buildReport({ reader, summary, config, run }: ReportInput): Report {
  const { execution } = config
  const { account } = execution
  const reading = new Reading(reader, account)
  const ledger = positionLedger(reading.own(topics.positionUpdate))
  const open = openPositions(
    ledger.holdings,
    lastPrices(
      reader,
      ledger.holdings.map(({ update }) => update.symbol),
    ),
  )
  const history = equityHistory(reading.own(topics.accountState))
  const events = accountEvents(reading.own(topics.accountEvent), execution)
  const plans = planSection(reading.own(topics.exitPlan), reading.own(topics.planDecision))
  const rest = {
    signals: signalSection(reader.count(topics.aiSignal.name), reading.own(topics.signalDecision)),
    intents: intentSection(reading.own(topics.tradeIntent)),
    plans: plans.section,
    leverage: leverageSection(plans.leverages),
    orders: orderSection(reading.own(topics.orderCommand), reading.own(topics.executionReport), execution),
    exits: exitRows(ledger.exits),
    open,
    calibration: calibrationSection(reading.all(topics.signalOutcome), {
      threshold: config.gate.threshold,
      horizonMs: config.outcome.horizonMs,
    }),
    sizing: sizingSection(reading.all(topics.sizingPolicy)),
    run: run && runSection(run),
  }
  const deadLetters = countBy(reading.all(topics.deadLetter), ({ error_code }) => error_code)
  // Last, because only now every topic was read.
  const findings = { deadLetters, unreadable: reading.unreadable.counts(), timeMs: reader.timeMs }
  const data = dataSection(summary, run, findings)
  const { total, curve } = portfolio({ config: config.execution, data, ledger, open, history, events })
  const symbols = symbolSection(ledger.trades, data.traded)
  return { data, portfolio: total, curve: downsample(curve, CURVE_POINTS), symbols, ...rest }
}

function runSection({ records, elapsedMs, recordsPerSecond, completed }: RunFacts): RunSection {
  return { records, elapsedMs, recordsPerSecond, completed }
}
