/** The built-in signal model: an ensemble of four classic models whose agreement is the confidence. */
import { breakout } from './baseline/breakout.ts'
import { meanReversion } from './baseline/mean-reversion.ts'
import { momentum } from './baseline/momentum.ts'
import type { BaselineModel, Opinion } from './baseline/opinion.ts'
import { trend } from './baseline/trend.ts'
import { type Candle, isSound } from './candle.ts'

/** Name of a model of the ensemble. */
export type BaselineName = 'momentum' | 'meanReversion' | 'breakout' | 'trend'

/** How the votes are weighed; configuration may change it. */
export interface BaselineParams {
  /** Weight of each model, 0 or more; all equal by default, because nothing measured says otherwise. */
  readonly weights: Readonly<Record<BaselineName, number>>
  /** Confidence below which the advice is HOLD, 0.5 to 1. */
  readonly minConfidence: number
}

export const DEFAULT_BASELINE_PARAMS: BaselineParams = {
  weights: { momentum: 1, meanReversion: 1, breakout: 1, trend: 1 },
  minConfidence: 0.6,
}

/** Closed candles that all four models need. */
export const BASELINE_CANDLES = 30

/** What the ensemble advises. */
export interface Advice {
  readonly action: 'BUY' | 'SELL' | 'HOLD'
  /** 0.5 (no agreement) to 1 (every model votes fully for one side); for HOLD that of the side it leans to, or 0. */
  readonly confidence: number
  /** Why, in words a trader reads. */
  readonly reason: string
}

const MODELS: readonly (readonly [BaselineName, BaselineModel])[] = [
  ['momentum', momentum],
  ['meanReversion', meanReversion],
  ['breakout', breakout],
  ['trend', trend],
]

/**
 * Advice on a market from its closed candles, oldest first; the last 30 count. Confidence is 0.5 + 0.5 × conviction ×
 * agreement: conviction is the weighted mean vote (abstentions count), agreement the share of the votes cast that is
 * left when opposite ones cancel out, so that one model's contradiction costs twice. It is a score, not a probability:
 * how often each bucket of it was right is measured and reported. HOLD with confidence 0 where there are too few
 * candles or one of them is unusable.
 */
export function ensemble(candles: readonly Candle[], params: BaselineParams = DEFAULT_BASELINE_PARAMS): Advice {
  if (candles.length < BASELINE_CANDLES) {
    return { action: 'HOLD', confidence: 0, reason: `${candles.length} of ${BASELINE_CANDLES} closed candles seen` }
  }
  const window = candles.slice(-BASELINE_CANDLES)
  if (!window.every(isSound)) {
    return { action: 'HOLD', confidence: 0, reason: `one of the last ${BASELINE_CANDLES} candles is unusable` }
  }

  const opinions: Opinion[] = []
  let net = 0
  let gross = 0
  let weights = 0
  for (const [name, model] of MODELS) {
    const opinion = model(window)
    if (opinion === null) continue
    const weight = params.weights[name]
    opinions.push(opinion)
    net += weight * opinion.vote
    gross += weight * Math.abs(opinion.vote)
    weights += weight
  }
  const conviction = weights > 0 ? Math.abs(net) / weights : 0
  const agreement = gross > 0 ? Math.abs(net) / gross : 0
  const confidence = 0.5 + 0.5 * conviction * agreement
  const grounds = groundsOf(opinions, Math.sign(net))
  if (confidence < params.minConfidence || net === 0) {
    return { action: 'HOLD', confidence, reason: `the models agree on too little: ${grounds}` }
  }
  return { action: net > 0 ? 'BUY' : 'SELL', confidence, reason: grounds }
}

/** The opinions in one sentence: first those for the side, then those against it; all of them where no side wins. */
function groundsOf(opinions: readonly Opinion[], side: number): string {
  let grounds = ''
  let objections = ''
  for (const { vote, reason } of opinions) {
    if (side === 0 || vote * side > 0) grounds = join(grounds, reason)
    else if (vote !== 0) objections = join(objections, reason)
  }
  return objections === '' ? grounds : `${grounds}; but ${objections}`
}

function join(sentence: string, clause: string): string {
  return sentence === '' ? clause : `${sentence}; ${clause}`
}
