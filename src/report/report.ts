/** The report of a run: plain data, ready for JSON. Times are Unix ms, money decimal strings, ratios fractions. */
import type { CalibrationSection } from './calibration.ts'
import type { DataSection } from './data-section.ts'
import type { EquityPoint } from './equity-curve.ts'
import type { ExitRow } from './exits.ts'
import type { IntentSection } from './intents.ts'
import type { LeverageSection } from './leverage.ts'
import type { OpenPosition } from './open-positions.ts'
import type { OrderSection } from './orders.ts'
import type { PlanSection } from './plans.ts'
import type { Portfolio } from './portfolio.ts'
import type { SignalSection } from './signals.ts'
import type { SizingSection } from './sizing.ts'
import type { SymbolSection } from './symbols.ts'

/** How the run itself went. */
export interface RunSection {
  /** External records taken, over all runs of the folder. */
  readonly records: number
  readonly elapsedMs: number | null
  readonly recordsPerSecond: number | null
  /** False: it was stopped before the end of its recording. */
  readonly completed: boolean
}

export interface Report {
  readonly data: DataSection
  readonly portfolio: Portfolio
  /** Equity over time, thinned out; extremes are kept. */
  readonly curve: readonly EquityPoint[]
  readonly signals: SignalSection
  readonly intents: IntentSection
  readonly plans: PlanSection
  readonly leverage: LeverageSection
  readonly orders: OrderSection
  readonly exits: readonly ExitRow[]
  readonly symbols: SymbolSection
  readonly open: readonly OpenPosition[]
  readonly calibration: CalibrationSection
  readonly sizing: SizingSection
  /** Null where the report was made from the folder alone. */
  readonly run: RunSection | null
}
