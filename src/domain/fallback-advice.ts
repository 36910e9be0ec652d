/** What is advised when no AI engine answers: the direction of the last 24 hours (FORMULAS, Decision). */

/** Change over 24 hours beyond which the fallback takes a side, percent. */
const SIDE_PCT = 1
const HOLD_CONFIDENCE = 0.3
const MAX_CONFIDENCE = 0.8

/** Advice of the fallback. */
export interface FallbackAdvice {
  readonly action: 'BUY' | 'SELL' | 'HOLD'
  readonly confidence: number
  /** What it goes by, in words. */
  readonly reason: string
}

/**
 * BUY above +1 %, SELL below −1 %, with confidence min(0.5 + |change| / 100, 0.8); else HOLD with 0.3, and so where the
 * change is not known.
 *
 * @param changePct change over 24 hours, percent (2 = 2 %)
 */
export function fallbackAdvice(changePct: number | null): FallbackAdvice {
  if (changePct === null || !Number.isFinite(changePct)) {
    return { action: 'HOLD', confidence: HOLD_CONFIDENCE, reason: '24 h change unknown' }
  }
  const reason = `24 h change ${changePct >= 0 ? '+' : '−'}${Math.abs(changePct).toFixed(2)} %`
  if (Math.abs(changePct) <= SIDE_PCT) return { action: 'HOLD', confidence: HOLD_CONFIDENCE, reason }
  const confidence = Math.min(0.5 + Math.abs(changePct) / 100, MAX_CONFIDENCE)
  return { action: changePct > 0 ? 'BUY' : 'SELL', confidence, reason }
}
