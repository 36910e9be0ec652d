/** Carries one order command out: place, replace without ever having none, cancel; and says what became of it. */
import type { ExecutionReport, OrderCommand } from '../../records/generated.ts'
import { approve, isRefusal } from './approved-order.ts'
import type { OrderAnswer } from './order-knowledge.ts'
import type { OrderVenue } from './order-venue.ts'
import { type Clock, sendOrder } from './send-order.ts'

export interface CommandContext {
  readonly account: string
  readonly venue: OrderVenue
  readonly clock: Clock
  readonly mayOpen: () => boolean
  /** Appends a report to the log. */
  readonly report: (report: ExecutionReport) => Promise<void>
}

/** A reduce-only limit order that together with the working ones would reduce too much. */
const REDUCE_ONLY_CONFLICT = '-4118'
const CANCEL_AGAIN_MS = 250

/** Carries the command out. Doing it again after a crash (`redelivered`) changes nothing that was done before. */
export async function carryCommand(
  command: OrderCommand,
  redelivered: boolean,
  context: CommandContext,
): Promise<void> {
  if (command.account !== context.account) return
  switch (command.intent) {
    case 'PLACE':
      await place(command, redelivered, context)
      return
    case 'REPLACE':
      await replace(command, redelivered, context)
      return
    case 'CANCEL':
      await withdraw(command, context)
      return
    case 'UNKNOWN':
      await tell(command, { status: 'REJECTED', code: 'UNKNOWN_FIELD', text: 'unknown intent' }, context)
  }
}

async function place(command: OrderCommand, redelivered: boolean, context: CommandContext): Promise<OrderAnswer> {
  const answer = await answerTo(command, redelivered, context)
  await tell(command, answer, context)
  return answer
}

async function answerTo(command: OrderCommand, redelivered: boolean, context: CommandContext): Promise<OrderAnswer> {
  const { clock } = context
  if (!redelivered && command.expires_at != null && clock.now() > command.expires_at) return { status: 'SKIPPED_STALE' }
  // A redelivered opening order may exist already, and then it must be found, whatever the account's mode is now.
  const order = approve(command, { account: context.account, mayOpen: redelivered || context.mayOpen() })
  if (isRefusal(order)) return { status: 'REJECTED', ...order }
  const onUnknown = () => context.report(reportOf(command, context, { status: 'UNKNOWN' }))
  return sendOrder(order, redelivered, { ...context, onUnknown })
}

/** The new order first; its refusal leaves the target working. Only a take-profit may make room for its successor. */
async function replace(command: OrderCommand, redelivered: boolean, context: CommandContext): Promise<void> {
  const answer = await answerTo(command, redelivered, context)
  const isConflict = answer.status === 'REJECTED' && answer.code === REDUCE_ONLY_CONFLICT && command.leg !== 'STOP'
  if (isConflict) {
    await withdraw(command, context)
    // Nothing of this id was accepted, so it is fresh.
    await place(command, false, context)
    return
  }
  await tell(command, answer, context)
  if (answer.status === 'NEW') await withdraw(command, context)
}

/** Cancels the target. An unanswered request is repeated: cancelling twice is cancelling once. */
async function withdraw(command: OrderCommand, context: CommandContext): Promise<void> {
  const { venue, clock } = context
  const target = command.target_client_order_id
  if (target == null) {
    await tell(command, { status: 'REJECTED', code: 'NO_TARGET', text: 'nothing to cancel was named' }, context)
    return
  }
  for (;;) {
    const outcome = await venue.cancel(command.symbol, target, command.type)
    if (outcome.kind === 'ACCEPTED') {
      await tellCanceled(command, target, outcome.filledQuantity, context)
      return
    }
    if (outcome.kind === 'REJECTED') {
      await tellGone(command, target, outcome, context)
      return
    }
    await clock.sleepUntil(clock.now() + (outcome.kind === 'NOT_TAKEN' ? outcome.retryAfterMs : CANCEL_AGAIN_MS))
  }
}

/** A target that is gone: perhaps by an earlier request of ours whose answer was lost, else by itself. */
async function tellGone(
  command: OrderCommand,
  target: string,
  { code, text }: { readonly code: string; readonly text: string },
  context: CommandContext,
): Promise<void> {
  const { venue, clock } = context
  for (;;) {
    const standing = await venue.standing(command.symbol, target, command.type)
    if (standing.kind === 'UNANSWERED') {
      await clock.sleepUntil(clock.now() + CANCEL_AGAIN_MS)
      continue
    }
    if (standing.kind === 'FOUND' && standing.isCanceled) {
      await tellCanceled(command, target, standing.filledQuantity, context)
    } else if (command.intent === 'CANCEL') await tell(command, { status: 'REJECTED', code, text }, context)
    return
  }
}

function tellCanceled(command: OrderCommand, target: string, filled: string, context: CommandContext): Promise<void> {
  const report = reportOf(command, context, { status: 'CANCELED' })
  return context.report({ ...report, client_order_id: target, filled_quantity: filled })
}

function tell(command: OrderCommand, answer: OrderAnswer, context: CommandContext): Promise<void> {
  return context.report(reportOf(command, context, answer))
}

function reportOf(
  command: OrderCommand,
  { clock }: Pick<CommandContext, 'clock'>,
  answer: OrderAnswer | { readonly status: 'UNKNOWN' | 'CANCELED' },
): ExecutionReport {
  const now = clock.now()
  return {
    symbol: command.symbol,
    event_time: now,
    client_order_id: command.client_order_id,
    account: command.account,
    exchange_order_id: 'exchangeOrderId' in answer ? answer.exchangeOrderId : null,
    status: answer.status,
    filled_quantity: '0',
    venue_time: now,
    error_code: 'code' in answer ? answer.code : null,
    error: 'text' in answer ? answer.text : null,
  }
}
