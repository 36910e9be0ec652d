/** Contracts over many coins at once: one exchange's 1000PEPE is another's PEPE, one's 1000SHIB another's SHIB1000. */

export interface CoinUnits {
  readonly coin: string
  /** Coins that one unit of the contract's base stands for: a power of ten. */
  readonly coins: number
}

const BEFORE = /^(1M|10{3,})(?=[A-Z])(.+)$/
const AFTER = /^(.*[A-Z])(10{3,})$/

/** What a base asset's name says: `1000PEPE` is 1,000 PEPE, `1MBABYDOGE` a million BABYDOGE, `BTC` one BTC, `1INCH` one. */
export function coinUnits(base: string): CoinUnits {
  const [, many, coin] = BEFORE.exec(base) ?? []
  if (many !== undefined && coin !== undefined) return { coin, coins: many === '1M' ? 1_000_000 : Number(many) }
  const [, name, count] = AFTER.exec(base) ?? []
  return name !== undefined && count !== undefined ? { coin: name, coins: Number(count) } : { coin: base, coins: 1 }
}
