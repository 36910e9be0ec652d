/** The calibration in one honest sentence. */
import type { CalibrationSection } from '../calibration.ts'
import { formatCount, formatDuration, formatFactor, formatPercent } from '../format.ts'

/** What the calibration says, and what it does not. */
export function calibrationVerdict({ all, traded, threshold, horizonMs, verdict }: CalibrationSection): string {
  const hits = traded ?? all
  if (hits === null) return `No signal could be judged: none had a price ${formatDuration(horizonMs)} later.`
  const which = traded === null ? 'signals' : `signals at or above ${formatFactor(threshold)}`
  const { count, rightRatio, effectiveCount, interval } = hits
  const range = `${formatPercent(interval.low, 0)} to ${formatPercent(interval.high, 0)}`
  const facts =
    `${formatPercent(rightRatio, 1)} of ${formatCount(count)} ${which} were right after ${formatDuration(horizonMs)}. ` +
    `They overlap in time and markets move together, so they are worth about ${formatCount(effectiveCount)} ` +
    `independent ones: 95 % interval ${range}`
  switch (verdict) {
    case 'NO_DATA':
      return `${facts}.`
    case 'BETTER_THAN_CHANCE':
      return `${facts}. Better than chance in this sample; a sample is not the future.`
    case 'WORSE_THAN_CHANCE':
      return `${facts}. Worse than chance.`
    case 'NO_BETTER_THAN_CHANCE':
      return `${facts}, with 50 % inside. No better than chance can be told from this.`
  }
}
