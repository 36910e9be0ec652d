/** What must hold between the topics and the venue, whatever happened to the gateway on the way. */
import type { AccountEvent, ExecutionReport, OrderCommand } from '../../../src/records/generated.ts'
import type { Venue } from '../../venue/engine/venue.ts'

/** What the topics hold. */
export interface Told {
  readonly commands: readonly OrderCommand[]
  readonly reports: readonly ExecutionReport[]
  readonly events: readonly AccountEvent[]
  /** What the gateway keeps of each symbol. */
  readonly books: ReadonlyMap<string, KeptBook>
}

/** The position that the gateway believes in, and the orders it believes to be working. */
export interface KeptBook {
  readonly position: string
  readonly orders?: Readonly<Record<string, { readonly clientOrderId: string; readonly isWorking: boolean }>>
}

const NEVER_WAS: readonly string[] = ['REJECTED', 'SKIPPED_STALE']
const tidy = (figure: number) => Number(figure.toFixed(8))

/** Commands that place something and have no answer yet. */
export function unanswered({ commands, reports }: Pick<Told, 'commands' | 'reports'>): readonly OrderCommand[] {
  const answered = new Set(reports.filter(({ status }) => status !== 'UNKNOWN').map(({ client_order_id: id }) => id))
  return commands.filter(({ intent, client_order_id: id }) => intent !== 'CANCEL' && !answered.has(id))
}

/** Whatever contradicts, in words; nothing where both sides agree. */
export function contradictions(told: Told, venue: Venue): readonly string[] {
  return [...ordersProblems(told, venue), ...tradesProblems(told, venue), ...positionProblems(told, venue)]
}

/** Every order exists once where it was acknowledged, and not at all where it was not. */
function ordersProblems(told: Told, venue: Venue): readonly string[] {
  const ofAlgos = new Set(venue.algoOrders.map(({ actualOrderId }) => actualOrderId))
  const ids = [
    ...venue.orders.filter(({ orderId }) => !ofAlgos.has(orderId)).map(({ clientOrderId }) => clientOrderId),
    ...venue.algoOrders.map(({ clientAlgoId }) => clientAlgoId),
  ]
  const problems = unanswered(told).map(({ leg, client_order_id: id }) => `${leg} ${id} has no answer`)
  const commanded = told.commands.filter(({ intent }) => intent !== 'CANCEL')
  for (const { leg, client_order_id: id } of commanded) {
    const times = ids.filter((one) => one === id).length
    const statuses = told.reports.filter(({ client_order_id: one }) => one === id).map(({ status }) => status)
    const news = statuses.filter((status) => status === 'NEW').length
    const wasNever = news === 0 && statuses.some((status) => NEVER_WAS.includes(status))
    if (times > 1) problems.push(`${leg} ${id} was placed ${times} times`)
    if (times !== news) problems.push(`${leg} ${id} is ${times} times at the venue, acknowledged ${news} times`)
    if (times > 0 && wasNever) problems.push(`${leg} ${id} is at the venue and was called ${statuses.join(', ')}`)
  }
  const known = new Set(commanded.map(({ client_order_id: id }) => id))
  // The gateway's own orders, which flatten, begin with F.
  const strange = ids.filter((id) => !known.has(id) && !id.startsWith('F'))
  return [...problems, ...strange.map((id) => `nobody has commanded ${id}`)]
}

/** Every trade of the venue is told once, by a report or an event. */
function tradesProblems({ reports, events }: Told, venue: Venue): readonly string[] {
  const told = [
    ...reports.flatMap(({ trade_id: id }) => (id == null ? [] : [id])),
    ...events.map(({ venue_event_id: id }) => id.split(':').at(-1) ?? ''),
  ].sort()
  const traded = venue.trades.map(({ id }) => String(id)).sort()
  return JSON.stringify(told) === JSON.stringify(traded) ? [] : [`told trades ${told}, traded ${traded}`]
}

/** Both sides hold the same, what is held has its stop, and where nothing is held nothing works. */
function positionProblems(told: Told, venue: Venue): readonly string[] {
  return [...venue.symbols.keys()].flatMap((symbol) => {
    const { amount } = venue.position(symbol)
    const said = toldPosition(told, symbol)
    const book = told.books.get(symbol)
    const kept = Number(book?.position ?? 0)
    const stops = venue.openAlgoOrders(symbol)
    const problems: string[] = []
    if (said !== amount) problems.push(`${symbol}: the venue holds ${amount}, the topics say ${said}`)
    if (kept !== amount) problems.push(`${symbol}: the venue holds ${amount}, the gateway believes ${kept}`)
    const believed = Object.values(book?.orders ?? {}).flatMap((one) => (one.isWorking ? [one.clientOrderId] : []))
    const working = [
      ...venue.openOrders(symbol).map(({ clientOrderId }) => clientOrderId),
      ...stops.map(({ clientAlgoId }) => clientAlgoId),
    ]
    if (JSON.stringify(believed.sort()) !== JSON.stringify(working.sort()))
      problems.push(`${symbol}: ${working} work at the venue, the gateway believes ${believed}`)
    if (amount === 0 && stops.length + venue.openOrders(symbol).length > 0) problems.push(`${symbol}: orphans`)
    const guards = stops.filter(({ side, quantity, reduceOnly }) => {
      return reduceOnly && side === (amount > 0 ? 'SELL' : 'BUY') && quantity >= Math.abs(amount)
    })
    if (amount !== 0 && guards.length !== 1) problems.push(`${symbol}: ${amount} with ${guards.length} stops`)
    return problems
  })
}

function toldPosition({ commands, reports, events }: Told, symbol: string): number {
  const sides = new Map(commands.map(({ client_order_id: id, side }) => [id, side]))
  const signed = (side: string | null | undefined, quantity: string | null | undefined) =>
    (side === 'BUY' ? 1 : -1) * Number(quantity ?? 0)
  const filled = reports
    .filter((report) => report.symbol === symbol && report.trade_id != null)
    .reduce((sum, { client_order_id: id, last_quantity }) => sum + signed(sides.get(id), last_quantity), 0)
  const foreign = events
    .filter((event) => event.symbol === symbol && event.side != null)
    .reduce((sum, { side, quantity }) => sum + signed(side, quantity), 0)
  return tidy(filled + foreign)
}
