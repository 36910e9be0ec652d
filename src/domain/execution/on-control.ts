/** control.command: an operator's word moves the account between its modes. */
import type { Control, ControlCommand } from '../../records/generated.ts'
import type { AccountBook, Mode } from './account-book.ts'
import { pardoned } from './risk-limits.ts'
import { type Decided, decided, unchanged, type View } from './turn.ts'

/** Mode after a command. Only RESUME leaves HALTED: what halted it must be looked at first. */
const NEXT: Readonly<Record<Mode, Readonly<Record<Exclude<Control, 'UNKNOWN'>, Mode>>>> = {
  ACTIVE: { HALT: 'HALTED', REDUCE: 'REDUCING', DRAIN: 'DRAINING', RESUME: 'ACTIVE', CLOSE_ALL: 'REDUCING' },
  REDUCING: { HALT: 'HALTED', REDUCE: 'REDUCING', DRAIN: 'DRAINING', RESUME: 'ACTIVE', CLOSE_ALL: 'REDUCING' },
  DRAINING: { HALT: 'HALTED', REDUCE: 'REDUCING', DRAIN: 'DRAINING', RESUME: 'ACTIVE', CLOSE_ALL: 'REDUCING' },
  HALTED: { HALT: 'HALTED', REDUCE: 'HALTED', DRAIN: 'HALTED', RESUME: 'ACTIVE', CLOSE_ALL: 'HALTED' },
}

/**
 * Changes the account's mode; UNKNOWN changes nothing. CLOSE_ALL closes too: the caller applies closeNow with cause
 * CONTROL to every symbol that has a position.
 */
export function onControl(view: View, command: ControlCommand, nowMs: number): Decided {
  const { account } = view
  if (command.account !== account.account || command.command === 'UNKNOWN') return unchanged(view)
  const mode = NEXT[account.mode][command.command]
  if (mode === account.mode) return unchanged(view)
  const after: AccountBook =
    mode === 'ACTIVE'
      ? { ...account, mode, modeReason: null, risk: pardoned(account) }
      : { ...account, mode, modeReason: reasonOf(command) }
  return decided(account, { account: after, position: view.position, emissions: [] }, null, nowMs)
}

function reasonOf({ command, issued_by, reason }: ControlCommand): string {
  return `${command} by ${issued_by}: ${reason}`
}
