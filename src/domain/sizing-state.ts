/** The states of the sizing policy: the market, the signal and the account, cut into 300 cases. */

const REGIMES = ['hv-trending', 'hv-ranging', 'lv-trending', 'lv-ranging', 'choppy'] as const

/** Lower bounds of c1…c4, e1…e3 and p1…p2. */
const CONFIDENCE_STEPS = [0.45, 0.55, 0.7, 0.85] as const
const EXPOSURE_STEPS = [0.3, 0.6, 0.8] as const
const WIN_RATE_STEPS = [0.45, 0.6] as const

/** Every state there is: 5 regimes × 5 confidences × 4 exposures × 3 performances = 300. */
export const ALL_SIZING_STATES: readonly string[] = REGIMES.flatMap((regime) =>
  range(CONFIDENCE_STEPS.length).flatMap((confidence) =>
    range(EXPOSURE_STEPS.length).flatMap((exposure) =>
      range(WIN_RATE_STEPS.length).map((performance) => stateKey(regime, confidence, exposure, performance)),
    ),
  ),
)

/** What the state is read from. */
export interface SizingContext {
  /** ATR ÷ last price, a fraction. */
  readonly atrRatio: number
  /** ADX(14), 0 to 100; null until it is warm. */
  readonly adx: number | null
  /** Confidence of the signal, 0 to 1. */
  readonly confidence: number
  /** Margin used ÷ equity, a fraction. */
  readonly exposureRatio: number
  /** Wins ÷ closed positions, a fraction; null with none closed. */
  readonly winRateRatio: number | null
}

/**
 * State of the policy, for example `lv-trending.c3.e0.p1` (FORMULAS, Position sizing): regime, confidence c0–c4 (below
 * .45, .55, .70, .85, above), exposure e0–e3 (below .3, .6, .8, above), performance p0 bad, p1 neutral (also with no
 * closed position), p2 good. `hv` is an ATR above 3 %; trending an ADX above 25, ranging below 20, and in between, or
 * before it is warm, the market is choppy. NaN counts as the wary end: hv, choppy, c0, e3, p0.
 */
export function sizingState({ atrRatio, adx, confidence, exposureRatio, winRateRatio }: SizingContext): string {
  const performance = winRateRatio === null ? 1 : stepOf(winRateRatio, WIN_RATE_STEPS, 0)
  return stateKey(
    regimeOf(atrRatio, adx),
    stepOf(confidence, CONFIDENCE_STEPS, 0),
    stepOf(exposureRatio, EXPOSURE_STEPS, EXPOSURE_STEPS.length),
    performance,
  )
}

function regimeOf(atrRatio: number, adx: number | null): (typeof REGIMES)[number] {
  const isCalm = atrRatio <= 0.03
  if (adx !== null && adx > 25) return isCalm ? 'lv-trending' : 'hv-trending'
  if (adx !== null && adx < 20) return isCalm ? 'lv-ranging' : 'hv-ranging'
  return 'choppy'
}

/** How many of the lower bounds `x` has reached; `unknown` for NaN. */
function stepOf(x: number, lowerBounds: readonly number[], unknown: number): number {
  return Number.isNaN(x) ? unknown : lowerBounds.filter((bound) => x >= bound).length
}

function stateKey(regime: string, confidence: number, exposure: number, performance: number): string {
  return `${regime}.c${confidence}.e${exposure}.p${performance}`
}

/** 0 … last. */
function range(last: number): readonly number[] {
  return Array.from({ length: last + 1 }, (_, index) => index)
}
