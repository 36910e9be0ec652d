/**
 * Why the paper exchange refuses an order: Binance's own codes and texts.
 *
 * Source: Binance USDⓈ-M futures, "Error Codes" (developers.binance.com, derivatives/usds-margined-futures/error-code).
 */

/** Code and text of a refusal, as the exchange would give them. */
export interface Rejection {
  readonly code: string
  readonly text: string
}

/** True for a refusal, false for the value that was asked for. */
export function isRejection<Value extends object>(value: Value | Rejection): value is Rejection {
  return 'code' in value && 'text' in value
}

const rejection = (code: number, text: string): Rejection => ({ code: String(code), text })

export const UNSUPPORTED_OPERATION = rejection(-1020, 'This operation is not supported.')
export const PRECISION = rejection(-1111, 'Precision is over the maximum defined for this asset.')
export const INVALID_TIME_IN_FORCE = rejection(-1115, 'Invalid timeInForce.')
export const INVALID_ORDER_TYPE = rejection(-1116, 'Invalid orderType.')
export const INVALID_SIDE = rejection(-1117, 'Invalid side.')
export const INVALID_SYMBOL = rejection(-1121, 'Invalid symbol.')
export const UNKNOWN_ORDER = rejection(-2011, 'Unknown order sent.')
export const REDUCE_ONLY = rejection(-2022, 'ReduceOnly Order is rejected.')
export const MAX_POSITION = rejection(-2027, 'Exceeded the maximum allowable position at current leverage.')
export const PRICE_NOT_POSITIVE = rejection(-4001, 'Price less than 0.')
export const QUANTITY_NOT_POSITIVE = rejection(-4003, 'Quantity less than or equal to zero.')
export const QUANTITY_BELOW_MINIMUM = rejection(-4004, 'Quantity less than min quantity.')
export const STOP_PRICE_NOT_POSITIVE = rejection(-4006, 'Stop price less than zero.')
export const PRICE_OFF_TICK = rejection(-4014, 'Price not increased by tick size.')
export const INVALID_WORKING_TYPE = rejection(-4031, 'Invalid parameter working type.')
export const POSITION_SIDE = rejection(-4061, "Order's position side does not match user's setting.")
export const DUPLICATE_ID = rejection(-4116, 'ClientOrderId is duplicated.')
export const EXITS_ONLY = rejection(-4140, 'Invalid symbol status for opening position.')
export const SYMBOL_CLOSED = rejection(-4141, 'Symbol is closed.')
export const LEVERAGE_REDUCTION = rejection(
  -4161,
  'Leverage reduction is not supported in Isolated Margin Mode with open positions.',
)
export const FOK_NOT_FILLED = rejection(
  -5021,
  'Due to the order could not be filled immediately, the FOK order has been rejected.',
)
export const GTX_WOULD_TAKE = rejection(
  -5022,
  'Due to the order could not be executed as maker, the Post Only order will be rejected.',
)

/** A parameter that the order cannot do without is missing or no number. */
export const missing = (parameter: string): Rejection =>
  rejection(-1102, `Mandatory parameter '${parameter}' was not sent, was empty/null, or malformed.`)

/** A parameter has a value that is not supported here. */
export const invalid = (parameter: string): Rejection =>
  rejection(-1130, `Data sent for parameter '${parameter}' is not valid.`)

/** The leverage is no whole number from 1, or above what the instrument allows at this notional. */
export const leverageNotValid = (leverage: number): Rejection => rejection(-4028, `Leverage ${leverage} is not valid.`)

/** The notional is below the instrument's minimum, quote units. */
export const notionalBelow = (minimum: string): Rejection =>
  rejection(-4164, `Order's notional must be no smaller than ${minimum} (unless you choose reduce only).`)
