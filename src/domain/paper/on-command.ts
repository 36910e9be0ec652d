/** An order command at the paper exchange: place, cancel, replace. */
import type { Instrument, OrderCommand } from '../../records/generated.ts'
import { admit } from './admission.ts'
import {
  type BookStep,
  findOrder,
  NOTHING,
  type PaperBook,
  type PaperFunding,
  type PaperStep,
  settled,
} from './book.ts'
import { closeOrder } from './closing.ts'
import { isRejection, missing, type Rejection, UNKNOWN_ORDER, UNSUPPORTED_OPERATION } from './rejections.ts'
import { commandReport, orderReport } from './reports.ts'

function rejected(book: PaperBook | undefined, command: OrderCommand, nowMs: number, why: Rejection): PaperStep {
  return [book, [commandReport(command, 'REJECTED', nowMs, why)]]
}

function emptyBook({ symbol, account }: OrderCommand, funding: PaperFunding | undefined): PaperBook {
  return { symbol, account, orders: [], position: null, funding: funding ?? null, termsTime: 0 }
}

/** Takes the target off the book; a target that is gone already is nothing to do. */
function cancelled(book: PaperBook, targetId: string, nowMs: number): BookStep {
  const target = findOrder(book, targetId)
  return target === undefined ? [book, NOTHING] : closeOrder(book, target, 'CANCELED', nowMs)
}

function place(
  book: PaperBook | undefined,
  command: OrderCommand,
  nowMs: number,
  terms: Instrument | undefined,
  funding: PaperFunding | undefined,
): PaperStep {
  const isStale = command.leg === 'ENTRY' && command.expires_at != null && command.expires_at < nowMs
  if (isStale) return [book, [commandReport(command, 'SKIPPED_STALE', nowMs)]]
  const order = admit(book, command, nowMs, terms)
  if (isRejection(order)) return rejected(book, command, nowMs, order)
  const base = book ?? emptyBook(command, funding)
  return [{ ...base, orders: [...base.orders, order] }, [orderReport(order, 'NEW', nowMs)]]
}

function replace(
  book: PaperBook | undefined,
  command: OrderCommand,
  nowMs: number,
  terms: Instrument | undefined,
  funding: PaperFunding | undefined,
): PaperStep {
  const targetId = command.target_client_order_id
  if (targetId == null) return rejected(book, command, nowMs, missing('target_client_order_id'))
  const [after, placed] = place(book, command, nowMs, terms, funding)
  // An unchanged book: the new order was refused, so the target must stay.
  if (after === undefined || after === book) return [after, placed]
  const [left, cancels] = cancelled(after, targetId, nowMs)
  return settled([left, [...placed, ...cancels]])
}

/**
 * Carries out an order command at `nowMs` (Unix ms, the time of every emission).
 *
 * - PLACE: NEW or REJECTED; an ENTRY whose `expires_at` is past is SKIPPED_STALE. Nothing fills here: fills come with
 *   the ticks after.
 * - CANCEL: CANCELED for the target, under the target's id. A target that is not open is REJECTED (-2011) under the id
 *   of the cancel command, because an order that has ended must not be reported on again.
 * - REPLACE: the new order first, then the cancel, so that there is never none; a refused new order leaves the target
 *   as it was, and a target that is gone does not matter to the new one.
 *
 * `funding` is what the topology remembers of the symbol's funding (`latestFunding`); a new book takes it over.
 */
export function onCommand(
  book: PaperBook | undefined,
  command: OrderCommand,
  nowMs: number,
  terms: Instrument | undefined,
  funding?: PaperFunding,
): PaperStep {
  switch (command.intent) {
    case 'PLACE':
      return place(book, command, nowMs, terms, funding)
    case 'REPLACE':
      return replace(book, command, nowMs, terms, funding)
    case 'CANCEL': {
      const target = findOrder(book, command.target_client_order_id ?? '')
      if (book === undefined || target === undefined) return rejected(book, command, nowMs, UNKNOWN_ORDER)
      return settled(closeOrder(book, target, 'CANCELED', nowMs))
    }
    case 'UNKNOWN':
      return rejected(book, command, nowMs, UNSUPPORTED_OPERATION)
  }
}
