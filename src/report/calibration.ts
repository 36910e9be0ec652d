/** Calibration: whether a confidence means anything, judged by where the price went after each signal. */
import type { SignalOutcome } from '../records/generated.ts'
import { effectiveCount, type Interval, wilsonInterval } from './statistics.ts'

/** How often some signals were right. */
export interface Hits {
  readonly count: number
  readonly right: number
  /** right / count. */
  readonly rightRatio: number
  /** 95 % interval of the share, for as many signals as they are worth. */
  readonly interval: Interval
  /** Independent signals they are worth: those of one hour share their market's move. */
  readonly effectiveCount: number
  /** Mean price change in the direction of the signal, fraction. */
  readonly meanReturnRatio: number
}

/** Signals with a confidence in [from, to); the bucket that ends at 1 includes it. */
export interface CalibrationBucket extends Hits {
  readonly from: number
  readonly to: number
}

export interface CalibrationSection {
  /** Time after which a signal is judged, ms. */
  readonly horizonMs: number
  /** Confidence from which on signals are traded. */
  readonly threshold: number
  /** Buckets with signals in them, by confidence. */
  readonly buckets: readonly CalibrationBucket[]
  /** All signals that were judged; null without any. */
  readonly all: Hits | null
  /** Those at or above the threshold. */
  readonly traded: Hits | null
  readonly verdict: 'NO_DATA' | 'BETTER_THAN_CHANCE' | 'NO_BETTER_THAN_CHANCE' | 'WORSE_THAN_CHANCE'
}

/** Buckets of 5 % confidence. */
const BUCKETS = 20

/** What is kept of an outcome. */
interface Judged {
  readonly confidence: number
  readonly right: boolean
  readonly returnRatio: number
  /** Which horizon it was made in. */
  readonly window: number
}

/** Folds the outcomes of directional signals. The verdict is on those that are traded, or on all where none was. */
export function calibrationSection(
  outcomes: Iterable<SignalOutcome>,
  { threshold, horizonMs }: { readonly threshold: number; readonly horizonMs: number },
): CalibrationSection {
  const judged: Judged[] = []
  for (const { confidence, correct, return_ratio, signal_time } of outcomes) {
    const window = Math.floor(signal_time / Math.max(horizonMs, 1))
    judged.push({ confidence, right: correct, returnRatio: return_ratio, window })
  }
  const buckets = Array.from({ length: BUCKETS }, (_, index) => index).flatMap((index) => {
    const hits = hitsOf(judged.filter(({ confidence }) => bucketOf(confidence) === index))
    return hits === null ? [] : [{ from: index / BUCKETS, to: (index + 1) / BUCKETS, ...hits }]
  })
  const [all, traded] = [hitsOf(judged), hitsOf(judged.filter(({ confidence }) => confidence >= threshold))]
  return { horizonMs, threshold, buckets, all, traded, verdict: verdictOf(traded ?? all) }
}

/** The tiny shift keeps 0.15, which is a little less than 3 × 0.05, out of the bucket below it. */
function bucketOf(confidence: number): number {
  return Math.min(BUCKETS - 1, Math.max(0, Math.floor(confidence * BUCKETS + 1e-9)))
}

function hitsOf(judged: readonly Judged[]): Hits | null {
  if (judged.length === 0) return null
  const clusters = new Map<number, { right: number; count: number }>()
  let [right, returns] = [0, 0]
  for (const signal of judged) {
    const cluster = clusters.get(signal.window) ?? { right: 0, count: 0 }
    cluster.count += 1
    cluster.right += signal.right ? 1 : 0
    clusters.set(signal.window, cluster)
    right += signal.right ? 1 : 0
    returns += signal.returnRatio
  }
  const rightRatio = right / judged.length
  const effective = effectiveCount([...clusters.values()])
  return {
    count: judged.length,
    right,
    rightRatio,
    interval: wilsonInterval(rightRatio, effective),
    effectiveCount: effective,
    meanReturnRatio: returns / judged.length,
  }
}

function verdictOf(hits: Hits | null): CalibrationSection['verdict'] {
  if (hits === null) return 'NO_DATA'
  if (hits.interval.low > 0.5) return 'BETTER_THAN_CHANCE'
  return hits.interval.high < 0.5 ? 'WORSE_THAN_CHANCE' : 'NO_BETTER_THAN_CHANCE'
}
