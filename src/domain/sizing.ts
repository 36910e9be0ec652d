/** Position sizing: a contextual bandit that learns, state by state, which multiple of the default size pays. */
import { clampOr, isFiniteNumber } from './clamp.ts'
import { seededRandom } from './rng.ts'

/** What the policy may choose and how it learns; configuration may change it. */
export interface SizingParams {
  /** Margin at multiplier 1, USD. */
  readonly defaultSizeUsd: number
  /** The actions: multiples of the default size, in ascending order. */
  readonly multipliers: readonly number[]
  /** Share of choices drawn at random in a state that has learnt something. */
  readonly epsilon: number
  /** Weight of a new reward in the learnt value. */
  readonly alpha: number
  /** Choice in a state that has learnt nothing, and the same in a high-volatility one. */
  readonly untrainedMultiplier: number
  readonly untrainedHighVolatilityMultiplier: number
}

export const DEFAULT_SIZING_PARAMS: SizingParams = {
  defaultSizeUsd: 200,
  multipliers: [0.3, 0.5, 0.75, 1, 1.5],
  epsilon: 0.1,
  alpha: 0.15,
  untrainedMultiplier: 1,
  untrainedHighVolatilityMultiplier: 0.3,
}

/** What has been learnt of one multiplier in one state. */
export interface LearntValue {
  /** Learnt reward Q. */
  readonly value: number
  /** Closed positions that taught it. */
  readonly visits: number
}

/** The policy's choice. */
export interface SizingChoice {
  /** Multiple of the default size. */
  readonly multiplier: number
  /** True when it was drawn at random. */
  readonly explored: boolean
}

/**
 * Chooses a size multiplier, ε-greedily (FORMULAS, Position sizing). `learnt` holds what the state has learnt, by
 * multiplier; `seed` (the signal id) makes the choice repeatable. A state that has learnt nothing gives 1, a
 * high-volatility one 0.3, and explores nothing. Otherwise the best learnt value wins, the smaller multiplier on a tie;
 * where even the best lost money (value below 0) the smallest multiplier is taken: rewards are ratios of the margin, so
 * a smaller size is the only way to lose less.
 */
export function chooseMultiplier(
  state: string,
  learnt: ReadonlyMap<number, LearntValue>,
  seed: string,
  params: SizingParams = DEFAULT_SIZING_PARAMS,
): SizingChoice {
  const best = bestLearnt(learnt, params.multipliers)
  if (best === null) {
    const { untrainedMultiplier, untrainedHighVolatilityMultiplier } = params
    return {
      multiplier: state.startsWith('hv-') ? untrainedHighVolatilityMultiplier : untrainedMultiplier,
      explored: false,
    }
  }
  const random = seededRandom(seed)
  const drawn =
    random() < params.epsilon ? params.multipliers[Math.floor(random() * params.multipliers.length)] : undefined
  if (drawn !== undefined) return { multiplier: drawn, explored: true }
  return { multiplier: best.value < 0 ? Math.min(...params.multipliers) : best.multiplier, explored: false }
}

/** A closed position as the reward sees it. */
export interface ClosedPosition {
  /** Net profit ÷ margin, a fraction (0.1 = 10 % of the margin). */
  readonly pnlRatio: number
  /** Time in the position, days. */
  readonly daysHeld: number
  /** Deepest loss on the way ÷ margin, a positive fraction. */
  readonly maxDrawdownRatio: number
  readonly won: boolean
}

/**
 * Reward of a closed position: pnl − 0.01 × days held − 0.5 × max drawdown + 0.1 if won (FORMULAS, Position sizing).
 * `pnl_pct` there is taken as a ratio of the margin, as the drawdown is, so that the terms weigh alike: in percent the
 * profit would drown the others. Clamped: pnl to [−1, 10], days to [0, 365], drawdown to [0, 1], so that one freak
 * trade cannot undo all that was learnt; what is not finite counts as the worst (−1, 365, 1).
 */
export function reward({ pnlRatio, daysHeld, maxDrawdownRatio, won }: ClosedPosition): number {
  const pnl = clampOr(pnlRatio, -1, 10, -1)
  const days = clampOr(daysHeld, 0, 365, 365)
  const drawdown = clampOr(maxDrawdownRatio, 0, 1, 1)
  return pnl - 0.01 * days - 0.5 * drawdown + (won ? 0.1 : 0)
}

/** The learnt value after one more reward: Q + α (reward − Q); unchanged by a reward that is not finite. */
export function learn(value: number, reward: number, alpha: number = DEFAULT_SIZING_PARAMS.alpha): number {
  return isFiniteNumber(reward) ? value + alpha * (reward - value) : value
}

/** The multiplier with the highest learnt value among those that may be chosen, null with none. */
function bestLearnt(learnt: ReadonlyMap<number, LearntValue>, multipliers: readonly number[]) {
  let best: { readonly multiplier: number; readonly value: number } | null = null
  for (const multiplier of multipliers) {
    const entry = learnt.get(multiplier)
    if (entry === undefined || entry.visits < 1 || !Number.isFinite(entry.value)) continue
    if (best === null || entry.value > best.value) best = { multiplier, value: entry.value }
  }
  return best
}
