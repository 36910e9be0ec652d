/** What the venue does for the holder of a key: orders, positions, settings, history. */
import { VenueRefusal } from '../engine/errors.ts'
import type { Venue } from '../engine/venue.ts'
import type { Route } from './public-routes.ts'
import { algoShape, orderShape, positionShape, tradeShape } from './shapes.ts'

type Params = Readonly<Record<string, string | undefined>>

const DAY = 86_400_000

function orderOf(venue: Venue, { symbol, orderId, origClientOrderId }: Params) {
  venue.terms(symbol)
  if (orderId === undefined && origClientOrderId === undefined) throw new VenueRefusal('MISSING')
  return venue.orders.findLast(
    (order) =>
      order.symbol === symbol &&
      (orderId === undefined ? order.clientOrderId === origClientOrderId : order.orderId === Number(orderId)),
  )
}

function algoOf(venue: Venue, { algoId, clientAlgoId }: Params) {
  if (algoId === undefined && clientAlgoId === undefined) throw new VenueRefusal('MISSING')
  return venue.algoOrders.findLast((algo) => {
    return algoId === undefined ? algo.clientAlgoId === clientAlgoId : algo.algoId === Number(algoId)
  })
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new VenueRefusal('NO_SUCH_ORDER')
  return value
}

function page<T>(rows: readonly T[], params: Params, timeOf: (row: T) => number): T[] {
  const limit = Math.min(Number(params.limit ?? 500), 1_000)
  const start = Number(params.startTime ?? 0)
  const end = Number(params.endTime ?? Number.MAX_SAFE_INTEGER)
  const matching = rows.filter((row) => timeOf(row) >= start && timeOf(row) <= end)
  return params.startTime === undefined ? matching.slice(-limit) : matching.slice(0, limit)
}

/** With fromId the oldest from there on; else those of the last seven days, the newest of them or from startTime on. */
function userTrades(venue: Venue, params: Params): unknown {
  venue.terms(params.symbol)
  const rows = venue.trades.filter((trade) => trade.symbol === params.symbol)
  const limit = Math.min(Number(params.limit ?? 500), 1_000)
  const chosen =
    params.fromId === undefined
      ? page(
          rows.filter(({ time }) => time >= venue.now() - 7 * DAY),
          params,
          (trade) => trade.time,
        )
      : rows.filter((trade) => trade.id >= Number(params.fromId)).slice(0, limit)
  return chosen.map(tradeShape)
}

function balances(venue: Venue) {
  const balance = String(venue.wallet)
  return [
    {
      accountAlias: 'SgsR',
      asset: 'USDT',
      balance,
      crossWalletBalance: balance,
      crossUnPnl: '0',
      availableBalance: String(venue.available()),
      maxWithdrawAmount: String(venue.available()),
      marginAvailable: true,
      updateTime: venue.now(),
    },
  ]
}

function account(venue: Venue) {
  const wallet = String(venue.wallet)
  const asset = {
    asset: 'USDT',
    walletBalance: wallet,
    marginBalance: wallet,
    availableBalance: String(venue.available()),
  }
  return {
    totalWalletBalance: wallet,
    totalMarginBalance: wallet,
    availableBalance: String(venue.available()),
    assets: [{ ...asset, unrealizedProfit: '0', initialMargin: '0', maintMargin: '0', maxWithdrawAmount: wallet }],
    positions: [...venue.symbols.keys()].map((symbol) => positionShape(venue, symbol)),
  }
}

function setLeverage(venue: Venue, { symbol, leverage }: Params): unknown {
  const terms = venue.terms(symbol)
  const wanted = Number(leverage)
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > terms.brackets[0]!.maxLeverage) {
    throw new VenueRefusal('BAD_LEVERAGE')
  }
  venue.position(terms.symbol).leverage = wanted
  return { leverage: wanted, maxNotionalValue: '1000000', symbol }
}

function setMarginType(venue: Venue, { symbol, marginType }: Params): unknown {
  const position = venue.position(venue.terms(symbol).symbol)
  const wanted = marginType === 'ISOLATED' ? 'isolated' : 'cross'
  if (position.marginType === wanted) throw new VenueRefusal('SAME_MARGIN_TYPE')
  if (position.amount !== 0) throw new VenueRefusal('MARGIN_TYPE_WITH_POSITION')
  if (venue.openOrders(symbol).length > 0) throw new VenueRefusal('MARGIN_TYPE_WITH_ORDERS')
  position.marginType = wanted
  return { code: 200, msg: 'success' }
}

function setPositionMode(venue: Venue, { dualSidePosition }: Params): unknown {
  const wanted = dualSidePosition === 'true'
  if (venue.hedgeMode === wanted) throw new VenueRefusal('SAME_POSITION_MODE')
  venue.hedgeMode = wanted
  return { code: 200, msg: 'success' }
}

function positions(venue: Venue, { symbol }: Params): unknown {
  const all = symbol === undefined ? [...venue.symbols.keys()] : [venue.terms(symbol).symbol]
  return all.map((each) => positionShape(venue, each))
}

function brackets(venue: Venue, { symbol }: Params): unknown {
  const all = symbol === undefined ? [...venue.symbols.values()] : [venue.terms(symbol)]
  return all.map((terms) => {
    let floor = 0
    const rows = terms.brackets.map((bracket, index) => {
      const row = {
        bracket: index + 1,
        initialLeverage: bracket.maxLeverage,
        notionalCap: bracket.notionalCap,
        notionalFloor: floor,
        maintMarginRatio: bracket.maintenanceRatio,
        cum: 0,
      }
      floor = bracket.notionalCap
      return row
    })
    return { symbol: terms.symbol, notionalCoef: 1, brackets: rows }
  })
}

function income(venue: Venue, params: Params): unknown {
  const rows = venue.income.filter((row) => {
    const fits = params.symbol === undefined || row.symbol === params.symbol
    return fits && (params.incomeType === undefined || row.incomeType === params.incomeType)
  })
  const since = { startTime: String(venue.now() - 7 * DAY), ...params }
  return page(rows, since, (row) => row.time).map((row) => {
    return { ...row, income: String(row.income), asset: 'USDT', info: '', tradeId: '' }
  })
}

export const PRIVATE_ROUTES: Readonly<Record<string, Route>> = {
  'POST /fapi/v1/order': (venue, params) => orderShape(venue.place(params)),
  'GET /fapi/v1/order': (venue, params) => orderShape(found(orderOf(venue, params))),
  'DELETE /fapi/v1/order': (venue, params) => orderShape(venue.cancel(orderOf(venue, params))),
  'GET /fapi/v1/openOrders': (venue, { symbol }) => venue.openOrders(symbol).map(orderShape),
  'GET /fapi/v1/allOrders': (venue, params) => {
    const rows = venue.orders.filter((order) => order.symbol === venue.terms(params.symbol).symbol)
    return page(rows, params, (order) => order.time).map(orderShape)
  },
  'POST /fapi/v1/algoOrder': (venue, params) => algoShape(venue.placeAlgo(params)),
  'GET /fapi/v1/algoOrder': (venue, params) => algoShape(found(algoOf(venue, params))),
  'DELETE /fapi/v1/algoOrder': (venue, params) => {
    const { algoId, clientAlgoId } = venue.cancelAlgo(algoOf(venue, params))
    return { algoId, clientAlgoId, code: '200', msg: 'success' }
  },
  'GET /fapi/v1/openAlgoOrders': (venue, { symbol }) => venue.openAlgoOrders(symbol).map(algoShape),
  'GET /fapi/v1/allAlgoOrders': (venue, params) => {
    const rows = venue.algoOrders.filter((algo) => algo.symbol === venue.terms(params.symbol).symbol)
    return page(rows, params, (algo) => algo.createTime).map(algoShape)
  },
  'GET /fapi/v1/userTrades': userTrades,
  'GET /fapi/v1/positionRisk': positions,
  'GET /fapi/v2/positionRisk': positions,
  'GET /fapi/v3/positionRisk': positions,
  'GET /fapi/v2/balance': balances,
  'GET /fapi/v3/balance': balances,
  'GET /fapi/v2/account': account,
  'GET /fapi/v3/account': account,
  'POST /fapi/v1/leverage': setLeverage,
  'POST /fapi/v1/marginType': setMarginType,
  'GET /fapi/v1/positionSide/dual': ({ hedgeMode }) => ({ dualSidePosition: hedgeMode }),
  'POST /fapi/v1/positionSide/dual': setPositionMode,
  'GET /fapi/v1/multiAssetsMargin': () => ({ multiAssetsMargin: false }),
  'GET /fapi/v1/leverageBracket': brackets,
  'GET /fapi/v1/income': income,
  'GET /fapi/v1/commissionRate': (_venue, { symbol }) => {
    return { symbol, makerCommissionRate: '0.0002', takerCommissionRate: '0.0005' }
  },
  'GET /sapi/v1/capital/config/getall': () => [],
  'GET /sapi/v1/margin/allPairs': () => [],
  'GET /sapi/v1/margin/isolated/allPairs': () => [],
}
