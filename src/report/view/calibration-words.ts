/** The calibration in one honest sentence. */
import type { CalibrationSection } from '../calibration.ts'
import { formatDuration, formatFactor, formatMany, formatPercent } from '../format.ts'

/** What the calibration says, and what it does not. */
export function calibrationVerdict({ all, traded, threshold, horizonMs, verdict }: CalibrationSection): string {
  const hits = traded ?? all
  if (hits === null) return `No signal could be judged: none had a price ${formatDuration(horizonMs)} later.`
  const which = traded === null ? '' : ` at or above ${formatFactor(threshold)}`
  const { count, rightRatio, effectiveCount, interval } = hits
  const range = `${formatPercent(interval.low, 0)} to ${formatPercent(interval.high, 0)}`
  const facts =
    `${formatPercent(rightRatio, 1)} of ${formatMany(count, 'signal')}${which} were right after ${formatDuration(horizonMs)}. ` +
    `Signals overlap in time and markets move together: that is worth about ` +
    `${formatMany(effectiveCount, 'independent signal')}, a 95 % interval of ${range}`
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
