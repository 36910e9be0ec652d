/** The whole configuration: what decides anything stands here, with the defaults that the recording is run with. */
import { type BaselineParams, DEFAULT_BASELINE_PARAMS } from '../domain/baseline.ts'
import { DEFAULT_GATE_CONFIG, type GateConfig } from '../domain/decision/gate.ts'
import { DEFAULT_EXECUTION_CONFIG, type ExecutionConfig } from '../domain/execution/config.ts'
import { DEFAULT_HARVEST_PARAMS, type HarvestParams } from '../domain/intent.ts'
import { DEFAULT_PAPER_CONFIG, type PaperConfig } from '../domain/paper/config.ts'
import { DEFAULT_EXIT_CONFIG, DEFAULT_LEVERAGE_CAP, type ExitConfig } from '../domain/plan/config.ts'
import { DEFAULT_SIZING_PARAMS, type SizingParams } from '../domain/sizing.ts'

/** One object for all topologies; `--set a.b=c` changes one value of it. */
export interface AppConfig {
  /** Candle timeframe of indicators and models, for example 5m or 1h. */
  readonly timeframe: string
  /** Time an intent stays valid, ms (FORMULAS, Subscriber rules). */
  readonly intentTtlMs: number
  readonly gate: GateConfig
  readonly sizing: SizingParams
  readonly harvest: HarvestParams
  readonly baseline: BaselineParams
  readonly leverage: {
    /** Whole leverage that no plan goes beyond. */
    readonly cap: number
  }
  readonly exit: ExitConfig
  readonly execution: ExecutionConfig
  readonly paper: PaperConfig
  readonly outcome: {
    /** Time after which a signal is judged for the calibration, ms. */
    readonly horizonMs: number
  }
}

export const DEFAULT_CONFIG: AppConfig = {
  timeframe: '5m',
  intentTtlMs: 300_000,
  gate: DEFAULT_GATE_CONFIG,
  sizing: DEFAULT_SIZING_PARAMS,
  harvest: DEFAULT_HARVEST_PARAMS,
  baseline: DEFAULT_BASELINE_PARAMS,
  leverage: { cap: DEFAULT_LEVERAGE_CAP },
  exit: DEFAULT_EXIT_CONFIG,
  execution: DEFAULT_EXECUTION_CONFIG,
  paper: DEFAULT_PAPER_CONFIG,
  outcome: { horizonMs: 3_600_000 },
}
