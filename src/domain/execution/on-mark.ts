/** Marks: what the open position is worth at the latest price. Numbers only, because it runs on every tick. */
import type { MarketTick } from '../../records/generated.ts'
import { equityOf } from './account-book.ts'
import { type Decided, unchanged, type View } from './turn.ts'
import { unrealisedPnl, worstDrawdown } from './valuation.ts'

/**
 * Brings unrealised profit, worst drawdown and peak equity up to the tick's mark price, or its last price where the
 * tick has no mark. Publishes nothing. A reference market, a symbol without an open position, an unchanged and an
 * unusable price give the same objects back.
 */
export function onMark(view: View, tick: MarketTick): Decided {
  const { account, position } = view
  const mark = tick.mark_price ?? tick.price
  if (position === undefined || position.openedAt === null || position.symbol !== tick.symbol) return unchanged(view)
  if (tick.role !== 'TRADED' || mark === position.mark || !(mark > 0 && mark < Number.POSITIVE_INFINITY)) {
    return unchanged(view)
  }
  const exposure = account.exposures[position.symbol]
  if (exposure === undefined) return unchanged(view)

  const unrealised = unrealisedPnl(position, mark)
  const exposures = { ...account.exposures, [position.symbol]: { ...exposure, unrealisedPnl: unrealised } }
  const marked = { ...account, exposures }
  const equity = equityOf(marked)
  return {
    account: equity > account.peakEquity ? { ...marked, peakEquity: equity } : marked,
    position: { ...position, mark, maxDrawdownRatio: worstDrawdown(position, unrealised) },
    emissions: [],
  }
}
