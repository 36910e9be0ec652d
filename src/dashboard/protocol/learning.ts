/** What the sizing policy has learnt, and whether a confidence means anything. Ratios are fractions. */

export interface LearntRow {
  readonly state: string
  readonly multiplier: number
  readonly value: number
  readonly visits: number
}

export interface Sizing {
  readonly states: number
  readonly statesLearnt: number
  readonly learnt: readonly LearntRow[]
}

export interface CalibrationBucket {
  readonly from: number
  readonly to: number
  readonly count: number
  readonly rightRatio: number
  readonly interval: { readonly low: number; readonly high: number }
  readonly meanReturnRatio: number
}

export interface Calibration {
  readonly threshold: number
  readonly horizonMs: number
  readonly verdict: string
  readonly buckets: readonly CalibrationBucket[]
}
