/** What the venue lists: symbols with their filters and leverage brackets. */

export interface VenueBracket {
  readonly notionalCap: number
  readonly maxLeverage: number
  readonly maintenanceRatio: number
}

/** One listed contract. */
export interface VenueSymbol {
  readonly symbol: string
  readonly base: string
  readonly tickSize: string
  readonly stepSize: string
  readonly minNotional: string
  readonly brackets: readonly VenueBracket[]
  /** Price it starts at. */
  readonly price: number
  readonly status: 'TRADING' | 'SETTLING'
  /** What its past candles rise by each minute up to the price it starts at, fraction; negative: they fall. */
  readonly trend: number
  /** Base units of one contract, on exchanges that count contracts. */
  readonly contractSize: string
  /** Hours between two funding payments. */
  readonly fundingHours: number
}

const BRACKETS: readonly VenueBracket[] = [
  { notionalCap: 5_000, maxLeverage: 75, maintenanceRatio: 0.005 },
  { notionalCap: 50_000, maxLeverage: 50, maintenanceRatio: 0.01 },
  { notionalCap: 1_000_000, maxLeverage: 20, maintenanceRatio: 0.025 },
  { notionalCap: 10_000_000, maxLeverage: 5, maintenanceRatio: 0.1 },
]

/** A listed contract with sensible terms; give what the test cares about. */
export function listed(symbol: string, terms: Partial<VenueSymbol> = {}): VenueSymbol {
  return {
    symbol,
    base: symbol.replace(/USDT$/, ''),
    tickSize: '0.01',
    stepSize: '0.001',
    minNotional: '5',
    brackets: BRACKETS,
    price: 100,
    status: 'TRADING',
    trend: 0,
    contractSize: '1',
    fundingHours: 8,
    ...terms,
  }
}

/** The contracts a venue lists unless told otherwise. */
export const DEFAULT_SYMBOLS: readonly VenueSymbol[] = [
  listed('BTCUSDT', { tickSize: '0.1', price: 60_000, minNotional: '100' }),
  listed('ETHUSDT', { price: 3_000, minNotional: '20' }),
  listed('GALAUSDT', { tickSize: '0.00001', stepSize: '1', price: 0.02 }),
  listed('AAAUSDT', { stepSize: '0.1' }),
]
