/** The life of a lane as a transition table: what may follow what, and nothing else may. */
import { StreamError } from '../../errors.ts'

/**
 * `fencing`: takes the transactional id over; `restoring`: reads changelogs and positions; `running`; `reopening`: an
 * error threw its memory away, it opens again after a pause; `fenced`: another producer took the id over, it waits for
 * the group to say whose the lane is; `halted`: a person must look; `closed`: for good.
 */
export type LaneState = 'fencing' | 'restoring' | 'running' | 'reopening' | 'fenced' | 'halted' | 'closed'

const NEXT: Readonly<Record<LaneState, readonly LaneState[]>> = {
  fencing: ['restoring', 'reopening', 'fenced', 'halted', 'closed'],
  restoring: ['running', 'reopening', 'fenced', 'halted', 'closed'],
  running: ['reopening', 'fenced', 'halted', 'closed'],
  reopening: ['fencing', 'closed'],
  fenced: ['fencing', 'closed'],
  halted: ['closed'],
  closed: [],
}

/** Checks a transition. Throws a halt error for one the table does not have: that is a bug. */
export function nextState(from: LaneState, to: LaneState): LaneState {
  if (!NEXT[from].includes(to)) throw new StreamError('LANE_STATE', 'halt', `a lane cannot go from ${from} to ${to}`)
  return to
}
