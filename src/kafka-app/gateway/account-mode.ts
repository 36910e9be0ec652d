/** What an account may do, as the log says it: the last control.command and the last account.state. */
import type { AccountState, ControlCommand } from '../../records/generated.ts'

/**
 * Nothing opens from the moment an operator, or a gateway, says HALT, REDUCE, DRAIN or CLOSE_ALL until somebody says RESUME;
 * and while execution gives the account another mode than ACTIVE. By the order of the log, so that no clock matters.
 */
export class AccountMode {
  private readonly account: string
  private lastWord: ControlCommand['command'] | null = null
  private mode: AccountState['mode'] | null = null

  constructor(account: string) {
    this.account = account
  }

  /** True where positions may be opened. An account nobody has spoken of is active. */
  get isActive(): boolean {
    return (this.lastWord === null || this.lastWord === 'RESUME') && (this.mode === null || this.mode === 'ACTIVE')
  }

  hear({ account, command }: Pick<ControlCommand, 'account' | 'command'>): void {
    if (account === this.account) this.lastWord = command
  }

  see({ account, mode }: Pick<AccountState, 'account' | 'mode'>): void {
    if (account === this.account) this.mode = mode
  }

  /** A control.command that nobody can read may have been a HALT: nothing opens until somebody says RESUME. */
  hearUnreadable(): void {
    this.lastWord = 'UNKNOWN'
  }
}
