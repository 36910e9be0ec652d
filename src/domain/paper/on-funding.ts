/** A funding rate at the paper exchange: what is due is paid at the old rate, then the new one is remembered. */
import type { FundingRate, Instrument } from '../../records/generated.ts'
import { type BookStep, NOTHING, type PaperBook, type PaperStep } from './book.ts'
import type { PaperConfig } from './config.ts'
import { latestFunding, markWithoutTick, settleFunding } from './funding.ts'

/**
 * Takes a funding rate at stream time `nowMs` (Unix ms). Funding that has fallen due without a tick since is paid first,
 * at the rate it fell due at and the mark price of this record. A late record changes nothing. Symbols without a book
 * keep their rate outside, by `latestFunding`.
 */
export function onFunding(
  book: PaperBook | undefined,
  rate: FundingRate,
  nowMs: number,
  terms: Instrument | undefined,
  config: PaperConfig,
): PaperStep {
  if (book === undefined) return [book, NOTHING]
  const funding = latestFunding(book.funding ?? undefined, rate)
  if (funding === book.funding) return [book, NOTHING]
  const { position } = book
  const [paid, payments]: BookStep =
    position === null
      ? [book, NOTHING]
      : settleFunding(book, rate.mark_price ?? markWithoutTick(book, position), nowMs, terms, config)
  return [{ ...paid, funding }, payments]
}
