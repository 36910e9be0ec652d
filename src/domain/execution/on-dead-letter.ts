/** dead.letter: a record about money that could not be read halts openings until someone has reconciled. */
import type { DeadLetter } from '../../records/generated.ts'
import { halted } from './account-book.ts'
import { type Decided, decided, unchanged, type View } from './turn.ts'

/** Topics that move money (DESIGN, 3: Failures have classes). */
const MONEY_TOPICS: readonly string[] = [
  'exit.plan',
  'order.command',
  'execution.report',
  'account.event',
  'control.command',
]

/** Halts the account when the letter came from a topic that moves money: reason UNREADABLE_ and the topic. */
export function onDeadLetter(view: View, letter: DeadLetter, nowMs: number): Decided {
  if (!MONEY_TOPICS.includes(letter.topic)) return unchanged(view)
  const account = halted(view.account, `UNREADABLE_${letter.topic}`)
  return decided(view.account, { account, position: view.position, emissions: [] }, null, nowMs)
}
