/** What the venue says when it refuses: Binance's code, its text and the HTTP status it comes with. */

/** Codes and texts as Binance USDⓈ-M documents them. */
export const REFUSALS = {
  INTERNAL: [-1000, 'An unknown error occurred while processing the request.'],
  TOO_MANY_REQUESTS: [-1003, 'Too many requests; current limit is 2400 requests per minute.'],
  STATUS_UNKNOWN: [
    -1007,
    'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  ],
  FILTER: [-1013, 'Invalid quantity.'],
  BAD_TIMESTAMP: [-1021, 'Timestamp for this request is outside of the recvWindow.'],
  BAD_SIGNATURE: [-1022, 'Signature for this request is not valid.'],
  MISSING: [-1102, 'A mandatory parameter was not sent, was empty/null, or malformed.'],
  PRECISION: [-1111, 'Precision is over the maximum defined for this asset.'],
  NEEDLESS_REDUCE_ONLY: [-1106, "Parameter 'reduceonly' sent when not required."],
  BAD_SYMBOL: [-1121, 'Invalid symbol.'],
  CANCEL_REJECTED: [-2011, 'Unknown order sent.'],
  NO_SUCH_ORDER: [-2013, 'Order does not exist.'],
  BAD_KEY: [-2015, 'Invalid API-key, IP, or permissions for action.'],
  NO_MARGIN: [-2019, 'Margin is insufficient.'],
  WOULD_TRIGGER: [-2021, 'Order would immediately trigger.'],
  REDUCE_ONLY: [-2022, 'ReduceOnly Order is rejected.'],
  MAX_LEVERAGE: [-2027, 'Exceeded the maximum allowable position at current leverage.'],
  QUANTITY_TOO_SMALL: [-4003, 'Quantity less than or equal to zero.'],
  TICK_SIZE: [-4014, 'Price not increased by tick size.'],
  BAD_LEVERAGE: [-4028, 'Leverage is not valid'],
  SAME_MARGIN_TYPE: [-4046, 'No need to change margin type.'],
  MARGIN_TYPE_WITH_ORDERS: [-4047, 'Margin type cannot be changed if there exists open orders.'],
  MARGIN_TYPE_WITH_POSITION: [-4048, 'Margin type cannot be changed if there exists position.'],
  SAME_POSITION_MODE: [-4059, 'No need to change position side.'],
  WRONG_POSITION_SIDE: [-4061, "Order's position side does not match user's setting."],
  DUPLICATE_ID: [-4116, 'ClientOrderId is duplicated.'],
  REDUCE_ONLY_CONFLICT: [-4118, 'ReduceOnly Order Failed. Please check your existing position and open orders'],
  PERCENT_PRICE: [-4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit."],
  MIN_NOTIONAL: [-4164, "Order's notional must be no smaller than 5 (unless you choose reduce only)."],
  USE_ALGO: [-4120, 'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.'],
} as const satisfies Record<string, readonly [code: number, text: string]>

export type RefusalName = keyof typeof REFUSALS

/** A refused request. */
export class VenueRefusal extends Error {
  readonly code: number
  readonly status: number

  constructor(name: RefusalName, status = 400) {
    super(REFUSALS[name][1])
    this.code = REFUSALS[name][0]
    this.status = status
  }
}
