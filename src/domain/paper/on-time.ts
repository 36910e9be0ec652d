/** The passing of stream time at the paper exchange when ticks are quiet: entries expire, funding falls due. */
import type { Instrument } from '../../records/generated.ts'
import { andThen, NOTHING, type PaperBook, type PaperStep, settled } from './book.ts'
import { expireStale, isStale } from './closing.ts'
import type { PaperConfig } from './config.ts'
import { isFundingDue, markWithoutTick, settleFunding } from './funding.ts'

/**
 * Takes the stream time `nowMs` (Unix ms, the time of every emission). Entries whose `expires_at` is past end as at a
 * tick. Funding waits `fundingGraceMs` after its time for a tick to give the mark price; then it is paid at the last
 * mark price published with a rate or, where there was none, at the entry price.
 */
export function onTime(
  book: PaperBook | undefined,
  nowMs: number,
  terms: Instrument | undefined,
  config: PaperConfig,
): PaperStep {
  if (book === undefined) return [book, NOTHING]
  const { position } = book
  const isOverdue = isFundingDue(book, nowMs - config.fundingGraceMs)
  if (!isOverdue && !book.orders.some((order) => isStale(order, nowMs))) return [book, NOTHING]
  const funded =
    isOverdue && position !== null
      ? settleFunding(book, markWithoutTick(book, position), nowMs, terms, config)
      : ([book, NOTHING] as const)
  return settled(andThen(funded, (current) => expireStale(current, nowMs)))
}
