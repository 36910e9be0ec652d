/** Funding of a perpetual: which rate is due when, and its payment, once per funding time. */
import type { AccountEvent, FundingRate, Instrument } from '../../records/generated.ts'
import { decimal, text } from '../decimal.ts'
import { type BookStep, NOTHING, type PaperBook, type PaperFunding, type PaperPosition } from './book.ts'
import type { PaperConfig } from './config.ts'
import { withLiquidationMark } from './position.ts'
import { accountEvent } from './reports.ts'

const HOUR_MS = 3_600_000

/** The first funding time after `timeMs`: funding times are whole intervals since the epoch, as on Binance (0, 8, 16 h). */
function firstTimeAfter(timeMs: number, intervalMs: number): number {
  return (Math.floor(timeMs / intervalMs) + 1) * intervalMs
}

/**
 * What to remember of a symbol's funding: the given record, or what was known when that is newer (a late record).
 * Without `next_funding_time` the next whole interval is taken. Kept per symbol, so that a book opened later knows it.
 */
export function latestFunding(known: PaperFunding | undefined, rate: FundingRate): PaperFunding {
  if (known !== undefined && rate.event_time < known.publishedAt) return known
  const intervalMs = rate.interval_hours > 0 ? rate.interval_hours * HOUR_MS : null
  const derived = intervalMs === null ? null : firstTimeAfter(rate.event_time, intervalMs)
  return {
    publishedAt: rate.event_time,
    rateRatio: rate.rate_ratio,
    intervalMs,
    nextFundingTime: rate.next_funding_time ?? derived,
    markPrice: rate.mark_price ?? null,
  }
}

/** True when a position is open and its funding time has come. */
export function isFundingDue({ position, funding }: PaperBook, nowMs: number): boolean {
  return position !== null && funding !== null && funding.nextFundingTime !== null && funding.nextFundingTime <= nowMs
}

/** The funding times after `fundedThrough` that have come, and the next one that has not. */
function dueTimes(
  { nextFundingTime: first, intervalMs }: PaperFunding,
  fundedThrough: number,
  nowMs: number,
): readonly [readonly number[], number | null] {
  if (first === null || first > nowMs) return [[], first]
  if (intervalMs === null) return [first > fundedThrough ? [first] : [], null]
  const passed = Math.max(0, Math.floor((fundedThrough - first) / intervalMs) + 1)
  const count = Math.floor((nowMs - first) / intervalMs) + 1
  const due = Array.from({ length: Math.max(0, count - passed) }, (_, index) => first + (passed + index) * intervalMs)
  return [due, first + count * intervalMs]
}

/** The payment at one funding time: −sign × quantity × mark × rate, so that longs pay when the rate is positive. */
function payment(
  book: PaperBook,
  position: PaperPosition,
  rateRatio: number,
  fundingTime: number,
  mark: number | string,
  asset: string,
  nowMs: number,
): AccountEvent {
  const received = decimal(position.quantity).times(mark).times(rateRatio)
  const amount = position.side === 'LONG' ? received.negated() : received
  return {
    account: book.account,
    event_time: nowMs,
    kind: 'FUNDING',
    symbol: book.symbol,
    amount: text(amount),
    asset,
    venue_event_id: `${book.account}-FUNDING-${book.symbol}-${fundingTime}`,
    detail: `rate ${rateRatio} at mark ${mark}`,
  }
}

/**
 * Pays the funding that is due at `mark` (quote units): one event per funding time the position was open at, and the
 * isolated margin moves with it (Binance's ACCOUNT_UPDATE for funding of an isolated position changes its wallet).
 * A time that came before or as the position was opened is passed over, and so is one that was paid and that a stale
 * rate record names again.
 */
export function settleFunding(
  book: PaperBook,
  mark: number | string,
  nowMs: number,
  terms: Instrument | undefined,
  config: PaperConfig,
): BookStep {
  const { position, funding } = book
  if (position === null || funding === null || !isFundingDue(book, nowMs)) return [book, NOTHING]
  const [times, nextFundingTime] = dueTimes(funding, position.fundedThrough, nowMs)
  const rolled: PaperBook = { ...book, funding: { ...funding, nextFundingTime } }
  const fundedThrough = times.at(-1)
  if (fundedThrough === undefined) return [rolled, NOTHING]
  const asset = terms?.quote ?? config.quoteAsset
  const events = times.map((time) => payment(book, position, funding.rateRatio, time, mark, asset, nowMs))
  const margin = events.reduce((sum, { amount }) => sum.plus(amount), decimal(position.margin))
  const charged = { ...position, margin: text(margin), fundedThrough }
  const paid = { ...rolled, position: terms ? withLiquidationMark(charged, terms.brackets) : charged }
  return [paid, events.map((event) => accountEvent(event, position.signalId))]
}

/** The mark price to pay at when no tick gives one: the last published, else the entry price. */
export function markWithoutTick({ funding }: PaperBook, position: PaperPosition): number | string {
  return funding?.markPrice ?? position.entryPrice
}
