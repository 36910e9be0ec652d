/** Lets others go first: whoever looks on must not be in the way of what it looks at. */
import { constants, setPriority } from 'node:os'

/**
 * Lowers the priority of this process, where the system lets it: a run on the same cores goes first. Not to the lowest, at
 * which an alert would wait for minutes on a busy machine.
 */
export function stepBack(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Not allowed here: it looks on as it is.
  }
}
